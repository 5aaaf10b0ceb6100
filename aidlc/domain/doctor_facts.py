"""What `aidlc doctor` may know of a repository, as frozen values; what a token can't see is `Unseen`, never no."""

from __future__ import annotations

from enum import StrEnum

from aidlc.domain.facts import AccountType, Frozen
from aidlc.domain.findings import Finding, Level
from schemas.policy import Permission, Policy

ACTIONS_APP = 15368
"""The id of the GitHub Actions app on github.com: every workflow of every repository posts as this one."""


class Unseen(Frozen):
    """Something the token may not read."""

    permission: str
    """What the token lacks, as GitHub's documentation names it: `administration: read`."""

    def finding(self, id_: str, what: str, cases: tuple[str, ...]) -> Finding:
        """Return the finding that `what` isn't known."""
        return Finding(
            id=id_,
            level=Level.UNKNOWN,
            sentence=f"The token can't read {what}.",
            remedy=f"Run `aidlc doctor` with a token that has `{self.permission}`.",
            permission=self.permission,
            cases=cases,
        )


class RequiredCheck(Frozen):
    """A status check that a rule requires; `app` is the only App whose word counts, `None` for anybody's."""

    context: str
    app: int | None = None


class BranchRule(Frozen):
    """One ruleset in force for the default branch, or its classic protection, as far as the gate cares."""

    source: str
    """As people know it: `ruleset 12` or `classic branch protection`."""
    pull_request: bool = False
    """Whether changes come by pull request only."""
    reviews: int = 0
    """How many native approvals a pull request needs."""
    checks: tuple[RequiredCheck, ...] = ()
    workflows: tuple[str, ...] = ()
    """Files of workflows that the rule requires; an organisation's rule names one outside the repository."""
    no_force_push: bool = False
    no_deletion: bool = False
    merge_queue: bool = False
    bypass: tuple[str, ...] | Unseen = ()
    """Who may bypass the rule, in words."""


class ActionsSettings(Frozen):
    """Settings → Actions → General. `None` where GitHub doesn't say."""

    enabled: bool = True
    write_by_default: bool = False
    can_approve: bool = False
    """The setting "Allow GitHub Actions to create and approve pull requests"."""


class Branches(StrEnum):
    """From which refs an environment takes deployments."""

    ANY = "any"
    PROTECTED = "protected"
    LISTED = "listed"


class EnvironmentFacts(Frozen):
    """A deployment environment that exists."""

    name: str
    reviewers: int = 0
    self_review: bool = True
    """Whether who started a deployment may approve it."""
    admins_bypass: bool | None = None
    branches: Branches = Branches.ANY
    patterns: tuple[str, ...] | Unseen = ()


class Trigger(Frozen):
    """An event that starts a workflow."""

    event: str
    filtered: bool = False
    """Whether `paths` or `paths-ignore` keep it from some pull requests."""
    workflows: tuple[str, ...] = ()
    """Whose runs it follows, for `workflow_run`."""


class Job(Frozen):
    """A job of a workflow."""

    id: str
    name: str
    conditional: bool = False
    permissions: dict[str, str] | None = None
    """`None`: it says nothing, then the workflow's count, then the repository's default."""
    uses: tuple[str, ...] = ()
    """Every action and reusable workflow it names."""
    runs: str = ""
    """Its scripts, one after the other."""
    runners: tuple[str, ...] = ()
    environment: str = ""


class WorkflowFile(Frozen):
    """A workflow on the default branch; one that can't be read has `flaw` and nothing else."""

    path: str
    name: str = ""
    flaw: str = ""
    triggers: tuple[Trigger, ...] = ()
    jobs: tuple[Job, ...] = ()

    @property
    def events(self) -> frozenset[str]:
        """The names of the events that start it."""
        return frozenset(trigger.event for trigger in self.triggers)


class PinFacts(Frozen):
    """An action pinned by commit, and whether that commit lies on a branch or tag of the action's own repository."""

    action: str
    commit: str
    reachable: bool | Unseen


class Holder(Frozen):
    """What GitHub says of an account that the policy names."""

    reference: str
    """`login#id` as the policy has it."""
    exists: bool = True
    same: bool = True
    """Whether login and id are one account's."""
    type: AccountType = AccountType.USER
    permission: Permission | Unseen | None = None


class TeamFacts(Frozen):
    """A team that a role of the policy lists."""

    reference: str
    """`organisation/slug#id` as the policy has it."""
    members: int | Unseen


class PostedStatus(Frozen):
    """The latest `aidlc/gate` status of an open pull request's head, or of its test merge commit."""

    pull: int
    creator: str | None
    on_test_merge: bool = False


class RepositorySettings(Frozen):
    """Everything a diagnosis rests on."""

    repository: str
    default_branch: str
    private: bool
    rules: tuple[BranchRule, ...]
    classic_unseen: Unseen | None = None
    """Set where classic branch protection couldn't be read: what no ruleset asks for may still be asked for there."""
    actions: ActionsSettings | Unseen
    environments: tuple[EnvironmentFacts, ...] | Unseen
    workflows: tuple[WorkflowFile, ...]
    pins: tuple[PinFacts, ...] = ()
    codeowners: str | None
    """The text of the CODEOWNERS file GitHub reads, `None` without one."""
    codeowners_path: str = ""
    policy: Policy | None
    policy_flaws: tuple[str, ...] = ()
    """Why the default branch's policy can't be used."""
    holders: tuple[Holder, ...] = ()
    teams: tuple[TeamFacts, ...] = ()
    statuses: tuple[PostedStatus, ...] | Unseen = ()
