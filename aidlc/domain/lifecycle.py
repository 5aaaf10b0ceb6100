"""The states that a Bolt's file stores, and the legal ways from one to the next.

    planned → in-progress ⇄ blocked
                  ↓ ↑
               finished            cancelled from every state but finished

`finished → in-progress` reopens a Bolt, as when a review asks for changes: being finished is only a claim until the pull
request that carries it is merged. A finished Bolt isn't cancelled, its code is there; a cancelled one stays so, and what is
wanted after all is a new Bolt. *In review* and *done* are derived, see `aidlc.domain.progress`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from aidlc.domain.errors import IllegalTransition, InputError
from schemas.construction import Bolt, BoltEvidence, BoltState

TRANSITIONS: Final[Mapping[BoltState, tuple[BoltState, ...]]] = MappingProxyType(
    {
        BoltState.PLANNED: (BoltState.IN_PROGRESS, BoltState.CANCELLED),
        BoltState.IN_PROGRESS: (BoltState.BLOCKED, BoltState.FINISHED, BoltState.CANCELLED),
        BoltState.BLOCKED: (BoltState.IN_PROGRESS, BoltState.CANCELLED),
        BoltState.FINISHED: (BoltState.IN_PROGRESS,),
        BoltState.CANCELLED: (),
    }
)


def change_bolt(
    bolt: Bolt,
    to: BoltState,
    *,
    now: datetime,
    blocked_by: str | None = None,
    evidence: BoltEvidence | None = None,
) -> Bolt:
    """The Bolt in state `to`, with the times and texts that go with it.

    `now` needs a zone. The present state again is no transition: it takes over `blocked_by` and `evidence`, so a call may
    be repeated. Raises `IllegalTransition`, naming the legal states; `InputError` when a blocked Bolt isn't told what
    blocks it, when a finished one has no evidence, or when text is given that the state has no place for.
    """
    if to is not bolt.state and to not in TRANSITIONS[bolt.state]:
        raise IllegalTransition(_refuse(bolt.state, to))
    if blocked_by is not None and to is not BoltState.BLOCKED:
        raise InputError(f"`blocked_by` goes with `blocked`, not with `{to}`. Leave it out.")
    if evidence is not None and to not in {BoltState.IN_PROGRESS, BoltState.FINISHED}:
        raise InputError(f"Evidence goes with `finished` or `in-progress`, not with `{to}`. Leave it out.")
    changes: dict[str, object] = {"state": to, "blocked_by": None, "evidence": evidence or bolt.evidence}
    if to is BoltState.BLOCKED:
        changes["blocked_by"] = blocked_by or bolt.blocked_by
        if not changes["blocked_by"]:
            raise InputError("A blocked Bolt says what stands in its way. Give `blocked_by`.")
    if to is BoltState.FINISHED and not has_evidence(changes["evidence"]):
        raise InputError(
            "A finished Bolt shows that it works. Give `evidence`: `tests` (command and result) or `links`."
        )
    second = now.astimezone(UTC).replace(microsecond=0)
    if to is BoltState.IN_PROGRESS and bolt.started is None:
        changes["started"] = second
    if to is not bolt.state:
        changes["finished"] = second if to is BoltState.FINISHED else None
    return Bolt.model_validate({**dict(bolt), **changes})


def has_evidence(evidence: object) -> bool:
    """Whether there is a test run or a link."""
    return isinstance(evidence, BoltEvidence) and bool(evidence.tests or evidence.links)


def _refuse(state: BoltState, to: BoltState) -> str:
    legal = [f"`{choice}`" for choice in TRANSITIONS[state]]
    if not legal:
        return (
            f"A {state} Bolt can't become {to}; it stays as it is. Record a new Bolt for what is wanted now."
        )
    return f"A Bolt can't go from {state} to {to}. From {state} it can go to {' or '.join(legal)}."
