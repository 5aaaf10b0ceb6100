"""What would keep a draft from being approved later, said while somebody can still mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.git.writing import Identity
from aidlc.domain.errors import RecordProblems
from aidlc.domain.facts import Account
from aidlc.domain.layout import POLICY_PATH
from aidlc.usecases.contents import read_policy
from aidlc.usecases.drafting.branch import DraftBranch

_MOST: Final = 5


def warnings_about(
    git: BareRepository, branch: DraftBranch, identity: Identity, viewer: Account
) -> Iterator[str]:
    """Yield what people should mend: a policy that doesn't know the draft's commits, other files on the branch."""
    if branch.others:
        more = f" and {len(branch.others) - _MOST} more" if len(branch.others) > _MOST else ""
        listed = ", ".join(f"`{path}`" for path in branch.others[:_MOST])
        yield (
            f"The branch also changes {listed}{more}, which no draft wrote: the gate wants records and other files in "
            "pull requests of their own."
        )
    try:
        known = read_policy(git, branch.base)
    except RecordProblems:
        yield f"{POLICY_PATH} isn't valid, so nothing can be approved: `aidlc policy check` says what to mend."
        return
    if known is None:
        yield f"There is no {POLICY_PATH}, so nothing can be approved: `aidlc init` writes one."
        return
    emails = {email.casefold() for email in known[1].agents.emails}
    if viewer.login.endswith("[bot]") and identity.email.casefold() not in emails:
        yield (
            f"The gate stays closed for commits by `{identity.email}`, whom GitHub maps to nobody: a maintainer adds that "
            f"address to `agents.emails` in {POLICY_PATH}."
        )
