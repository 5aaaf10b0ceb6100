"""What `aidlc doctor` looks at: settings by REST, the default branch's own files by git. Gathered, then diagnosed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from aidlc.adapters.codec import MAX_RECORD_BYTES
from aidlc.adapters.git.bare import BareRepository, open_bare
from aidlc.adapters.github.addresses import check_url
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.rules import read_rules
from aidlc.adapters.github.settings import (
    read_actions,
    read_environments,
    read_holders,
    read_pin,
    read_repository_settings,
    read_statuses,
    read_teams,
    read_tip,
)
from aidlc.adapters.workflow_files import read_workflow
from aidlc.domain.doctor import diagnose
from aidlc.domain.doctor_branch import CONTEXT
from aidlc.domain.doctor_facts import PinFacts, RepositorySettings, WorkflowFile
from aidlc.domain.errors import FactsError, RecordProblems
from aidlc.domain.facts import Entry
from aidlc.domain.findings import Diagnosis
from aidlc.domain.workflow_roles import is_commit, is_gate, split_pin
from aidlc.usecases.contents import read_policy
from schemas.policy import Policy

_WORKFLOWS: Final = ".github/workflows"
_OWNERS: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # GitHub reads the first that exists
_PLAIN: Final = frozenset({"100644", "100755"})


def examine(client: GitHubClient, git_url: str, token: str) -> Diagnosis:
    """Return the diagnosis of the client's repository.

    What the token may not read becomes UNKNOWN. Raises `GitHubError` and `GitError` for sources that don't answer.
    """
    return diagnose(gather_settings(client, git_url, token))


def gather_settings(client: GitHubClient, git_url: str, token: str) -> RepositorySettings:
    """Return everything the diagnosis rests on. Raises `FactsError`."""
    about = read_repository_settings(client)
    tip = read_tip(client, about.default_branch)
    check_url(git_url)
    with open_bare(git_url, token, example=tip) as git:
        git.fetch_commits([tip])
        if not git.has(tip):
            raise FactsError(f"{about.default_branch} moved while it was read. Run again.")
        policy, flaws = _policy(git, tip)
        files = _files(git, tip)
    rules, classic = read_rules(client, about.default_branch)
    workflows = tuple(
        read_workflow(path, data) for path, data in sorted(files.items()) if path.startswith(f"{_WORKFLOWS}/")
    )
    owners = next((path for path in _OWNERS if path in files), "")
    return RepositorySettings(
        repository=about.full_name,
        default_branch=about.default_branch,
        private=about.private,
        rules=rules,
        classic_unseen=classic,
        actions=read_actions(client),
        environments=read_environments(client),
        workflows=workflows,
        pins=_pins(client, workflows),
        codeowners=(files[owners] or b"").decode("utf-8", "replace") if owners else None,
        codeowners_path=owners,
        policy=policy,
        policy_flaws=flaws,
        holders=read_holders(client, _named(policy)),
        teams=read_teams(client, _teams(policy)),
        statuses=read_statuses(client, CONTEXT, about.default_branch),
    )


def _policy(git: BareRepository, tip: str) -> tuple[Policy | None, tuple[str, ...]]:
    try:
        found = read_policy(git, tip)
    except RecordProblems as error:
        return None, tuple(str(problem) for problem in error.problems)
    return (found[1], ()) if found is not None else (None, ())


def _files(git: BareRepository, tip: str) -> Mapping[str, bytes | None]:
    """The workflows and CODEOWNERS files by path; `None` for one that is too large or no plain file."""
    entries: dict[str, Entry] = {}
    for folder in (_WORKFLOWS, *_OWNERS):
        entries |= git.entries(tip, folder)
    wanted = {
        path: entry
        for path, entry in entries.items()
        if path in _OWNERS or (path.count("/") == 2 and path.endswith((".yml", ".yaml")))
    }
    plain = {path: entry.oid for path, entry in wanted.items() if entry.mode in _PLAIN}
    blobs = git.blobs(plain.values(), limit=MAX_RECORD_BYTES)
    return {path: blobs.get(plain[path]) if path in plain else None for path in wanted}


def _pins(client: GitHubClient, workflows: Iterable[WorkflowFile]) -> tuple[PinFacts, ...]:
    """Where the code that the gate runs comes from; placeholders and refs that move are another finding's."""
    used = {each for workflow in workflows if is_gate(workflow) for job in workflow.jobs for each in job.uses}
    pins = sorted(filter(None, map(split_pin, used)))
    return tuple(
        read_pin(client, action, ref) for action, ref in pins if is_commit(ref) and set(ref) != {"0"}
    )


def _named(policy: Policy | None) -> tuple[str, ...]:
    if policy is None:
        return ()
    return (*(each for role in policy.roles.values() for each in role.users), *policy.agents.users)


def _teams(policy: Policy | None) -> tuple[str, ...]:
    return () if policy is None else tuple(team for role in policy.roles.values() for team in role.teams)
