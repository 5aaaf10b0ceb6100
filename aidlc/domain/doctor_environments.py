"""Whether the environments that a release may name hold what the deployment gate promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aidlc.domain.doctor_facts import Branches, EnvironmentFacts, RepositorySettings, Unseen
from aidlc.domain.findings import Finding, Level, fail, ok, warn
from aidlc.domain.patterns import matches_everything
from aidlc.domain.workflow_roles import deploys

_BRANCHES: Final = "Deployment branches and tags"


def check_environments(settings: RepositorySettings) -> Iterator[Finding]:
    """Yield what each environment of the policy's operation phase amounts to."""
    if settings.policy is None:
        return
    wanted = settings.policy.phases.operation.environments
    if isinstance(settings.environments, Unseen):
        yield settings.environments.finding(
            "environment", f"the environments {', '.join(wanted)}", ("D7", "D8", "D9", "D11", "D12", "D13")
        )
        return
    existing = {each.name: each for each in settings.environments}
    for name in wanted:
        found = existing.get(name)
        if found is None:
            yield fail(
                "environment",
                f"There is no environment {name}: GitHub makes it, without protection, when a workflow names it.",
                f"Settings → Environments: create {name}, with protection rules.",
                "D12",
            )
            continue
        yield from _check_reviewers(settings, found)
        yield _check_admins(found)
        yield _check_branches(settings, found)


def _where(environment: EnvironmentFacts) -> str:
    return f"Settings → Environments → {environment.name}"


def _is_gated(settings: RepositorySettings, name: str) -> bool:
    """Whether every job that deploys to the environment lies in a workflow that asks the deployment gate."""
    jobs = [workflow for workflow, job in deploys(settings) if job.environment == name]
    return bool(jobs) and all(
        any(
            "deploy-gate" in job.runs or any("/actions/deploy@" in each for each in job.uses)
            for job in each.jobs
        )
        for each in jobs
    )


def _check_reviewers(settings: RepositorySettings, environment: EnvironmentFacts) -> Iterator[Finding]:
    name, gated = environment.name, _is_gated(settings, environment.name)
    ask = "Let the deploying workflow run `aidlc deploy-gate` and deploy only when it allows."
    if gated:
        yield ok("environment-gate", f"Deployments to {name} ask the deployment gate.", "D7", "D17")
    elif environment.reviewers:
        yield warn(
            "environment-gate",
            f"Any one of {name}'s {environment.reviewers} reviewers suffices, with read access; no role is asked for.",
            ask,
            "D7",
        )
    elif settings.private:
        yield warn(
            "environment-gate",
            f"{name} has no reviewers (private repositories of smaller plans can't have any) and no deployment gate.",
            ask,
            "D17",
        )
    else:
        yield warn("environment-gate", f"Nothing asks anybody before a deployment to {name}.", ask, "D7")
    if environment.reviewers and environment.self_review:
        yield fail(
            "environment-self-review",
            f"Who starts a deployment to {name} may approve it.",
            f"{_where(environment)}: prevent self-review.",
            "D8",
        )
    elif environment.reviewers:
        yield ok("environment-self-review", f"Nobody approves their own deployment to {name}.", "D8")


def _check_admins(environment: EnvironmentFacts) -> Finding:
    name = environment.name
    if environment.admins_bypass is None:
        return Finding(
            id="environment-admins",
            level=Level.UNKNOWN,
            sentence=f"GitHub doesn't say whether administrators may bypass {name}'s rules.",
            remedy=f"Look at {_where(environment)}: don't allow administrators to bypass.",
            permission="actions: read",
            cases=("D9",),
        )
    if environment.admins_bypass:
        return fail(
            "environment-admins",
            f"Administrators may start waiting deployments to {name}.",
            f"{_where(environment)}: don't allow administrators to bypass the rules.",
            "D9",
        )
    return ok("environment-admins", f"Administrators can't bypass {name}'s rules.", "D9")


def _check_branches(settings: RepositorySettings, environment: EnvironmentFacts) -> Finding:
    name, branch = environment.name, settings.default_branch
    remedy = f"{_where(environment)} → {_BRANCHES}: list {branch} alone."
    if environment.branches is Branches.ANY:
        return fail(
            "environment-branches",
            f"Every branch may deploy to {name} and read its secrets, pull requests included.",
            remedy,
            "D11",
        )
    if environment.branches is Branches.PROTECTED:
        if settings.rules:
            return ok("environment-branches", f"Protected branches alone deploy to {name}.", "D13")
        if settings.classic_unseen is not None:
            return settings.classic_unseen.finding(
                "environment-branches", f"whether {branch} is protected", ("D13",)
            )
        return fail(
            "environment-branches",
            f"Protected branches may deploy to {name}, and none is protected: then all may.",
            remedy,
            "D13",
        )
    if isinstance(environment.patterns, Unseen):
        return environment.patterns.finding(
            "environment-branches", f"which branches deploy to {name}", ("D11",)
        )
    wide = [
        each for each in environment.patterns if matches_everything(each) or each.startswith("refs/pull/")
    ]
    others = [each for each in environment.patterns if each != branch]
    if wide:
        return fail(
            "environment-branches",
            f"{', '.join(wide)} lets a pull request's code deploy to {name} and read its secrets.",
            remedy,
            "D11",
        )
    if others:
        return warn("environment-branches", f"{', '.join(others)} may deploy to {name} too.", remedy, "D11")
    return ok("environment-branches", f"Only {branch} deploys to {name}.", "D11")
