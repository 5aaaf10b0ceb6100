"""What a pull request that asks for an approval says: title, body and who is asked, by the gate's own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from aidlc.domain.classification import classify
from aidlc.domain.demands import Demand, demands_of, manifest_of
from aidlc.domain.digests import digest
from aidlc.domain.facts import Account, Content, Entry
from aidlc.domain.policy_rules import possible_approvers
from aidlc.domain.records import RecordTree
from aidlc.usecases.request import Request
from prompts.neutral import one_line
from prompts.request import ApprovalRequest, AskedRecord, AskedRole, render_request
from schemas.policy import EvidenceLevel, Policy

_TITLE_LIMIT: Final = 250  # GitHub cuts at 256
_ONLY_FREE: Final = "Only paths that the policy leaves free change: the gate asks for no approval."

Sizes = Callable[[Iterable[str]], Mapping[str, int]]
"""The sizes in bytes of blobs, by object id."""


@dataclass(frozen=True, slots=True)
class Demanded:
    """What the gate will ask for; empty where there is no policy to ask by."""

    roles: tuple[AskedRole, ...] = ()
    line: str = ""
    line_required: bool = False
    covered: Mapping[str, Entry | None] | None = None
    demand: Demand | None = None
    """The phase's own demand."""
    note: str = ""

    @property
    def people(self) -> frozenset[str]:
        """The logins that a review can be asked of; teams are none."""
        return frozenset(one for asked in self.roles for one in asked.people if "/" not in one)


def demand_of(policy: Policy, repository: int, content: Content, author: Account | None) -> Demanded:
    """What approving `content` takes when `author` opens the pull request; None: nobody who is listed."""
    demands = demands_of(policy, classify(policy, content.head.changes), content)
    if not demands:
        return Demanded(note=_ONLY_FREE)
    first = demands[0]
    covered = manifest_of(policy, first, content.head)
    value = digest(repository, first.phase, first.scope, covered.items())
    return Demanded(
        roles=tuple(role for demand in demands for role in _roles(policy, demand, author)),
        line=f"aidlc-approve: {first.phase} {first.scope} {value}",
        line_required=first.level is EvidenceLevel.DIGEST,
        covered=covered,
        demand=first,
    )


def compose(
    request: Request, tree: RecordTree, content: Content, demanded: Demanded, sizes: Sizes, *, renewal: bool
) -> tuple[str, str]:
    """Title and body of the pull request; `tree` holds the records that it is about."""
    title = one_line(f"Approve {request.phase}: {request.title(tree)}", _TITLE_LIMIT)
    body = render_request(
        ApprovalRequest(
            phase=request.phase,
            scope=request.scope(tree),
            title=request.title(tree),
            goal=request.goal(tree),
            roles=demanded.roles,
            records=_listed(content, demanded.covered, sizes),
            line=demanded.line or None,
            line_required=renewal or demanded.line_required,
            renewal=renewal,
        )
    )
    return title, body


def _roles(policy: Policy, demand: Demand, author: Account | None) -> tuple[AskedRole, ...]:
    """Who could fill each rule of a demand; whoever commits to the branch later may drop out."""
    able = {one.role: one.people for one in possible_approvers(policy, author)}
    return tuple(
        AskedRole(role=rule.role, count=rule.count, people=able.get(rule.role, ())) for rule in demand.rules
    )


def _listed(
    content: Content, covered: Mapping[str, Entry | None] | None, sizes: Sizes
) -> tuple[AskedRecord, ...]:
    """The files that the approval covers, with what happens to each."""
    changed = {change.path: change for change in content.head.changes}
    entries = {path: change.new for path, change in changed.items()} if covered is None else covered
    known = sizes(entry.oid for entry in entries.values() if entry and entry.type == "blob")
    listed = []
    for path, entry in sorted(entries.items()):
        change = changed.get(path)
        what = "unchanged" if change is None else "added" if change.old is None else "changed"
        if entry is None:
            listed.append(AskedRecord(path=path, what="deleted"))
        else:
            listed.append(AskedRecord(path=path, what=what, size=known.get(entry.oid)))
    return tuple(listed)
