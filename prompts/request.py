"""The body of the pull request that asks for a phase's approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aidlc.domain.facts import Frozen
from aidlc.domain.phases import Phase
from prompts import render

MARKER: Final = "<!-- aidlc:request v1 -->"
"""First line of the body: what is below it is written anew at each request."""

_LIMIT: Final = 60_000  # of the 65,536 characters that GitHub takes, with room for an author's own words
_LIST_LENGTHS: Final = (300, 100, 30, 10)


class AskedRole(Frozen):
    """A rule of the policy, and who could fill it: logins that are listed and independent of this author."""

    role: str
    count: int
    people: tuple[str, ...] = ()


class AskedRecord(Frozen):
    """A file that the approval covers."""

    path: str
    what: str
    """added, changed, deleted or unchanged."""
    size: int | None = None
    """Bytes; `None` where deleted or not known."""


class ApprovalRequest(Frozen):
    """What the body says."""

    phase: Phase
    scope: str
    """As in the digest line, without spaces."""
    title: str
    """What it is about in a few words: the Intent's title, the Units', the release's."""
    goal: str = ""
    """The Intent's or Bolts' own words, shown as a quotation; may have several lines."""
    roles: tuple[AskedRole, ...] = ()
    """Empty where the policy could not be read: the gate's comment will say."""
    records: tuple[AskedRecord, ...] = ()
    line: str | None = None
    """The digest line, where it could be computed."""
    line_required: bool = False
    """Whether the policy (or a renewal) asks for the digest line."""
    renewal: bool = False
    """Whether an approval that no longer holds is asked for again."""
    context: str = "aidlc/gate"
    """The commit status that will say whether the gate is open."""


def render_request(request: ApprovalRequest) -> str:
    """Return the body, its marker on the first line, at most 60,000 characters."""
    text = ""
    for length in _LIST_LENGTHS:
        text = render(
            "approval_request.md.j2",
            marker=MARKER,
            request=request,
            roles=_roles(request.roles, length),
            length=length,
        )
        if len(text) <= _LIMIT:
            break
    return text


def _roles(roles: Sequence[AskedRole], length: int) -> list[dict[str, object]]:
    most = min(length, 20)
    return [
        {
            "role": asked.role,
            "count": asked.count,
            "people": asked.people[:most],
            "more": len(asked.people[most:]),
        }
        for asked in roles
    ]
