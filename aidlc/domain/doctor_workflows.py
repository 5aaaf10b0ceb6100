"""What else the repository's workflows and Actions settings let happen: pins, bots that approve, statuses of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aidlc.domain.doctor_branch import is_out_of_reach
from aidlc.domain.doctor_facts import RepositorySettings, Unseen
from aidlc.domain.findings import Finding, Level, fail, ok, warn
from aidlc.domain.workflow_roles import deploys, gates, is_commit, split_pin

_GENERAL: Final = "Settings → Actions → General"
_ACTIONS_BOT: Final = "github-actions[bot]"


def check_workflows(settings: RepositorySettings) -> Iterator[Finding]:
    """Yield what Actions settings, pins and other workflows amount to."""
    yield from check_actions(settings)
    yield from check_pins(settings)
    yield check_targets(settings)
    yield check_writers(settings)
    yield from check_statuses(settings)


def check_actions(settings: RepositorySettings) -> Iterator[Finding]:
    """Actions on at all, bots that may approve, what a token may do by default."""
    actions = settings.actions
    if isinstance(actions, Unseen):
        yield actions.finding("actions-approve", "whether workflows may approve pull requests", ("I2",))
        yield actions.finding("actions-default", "what a workflow's token may do by default", ())
        return
    if not actions.enabled:
        yield fail("actions-enabled", "GitHub Actions is off: no gate runs.", f"{_GENERAL}: allow actions.")
    yield _check_approving(settings, can_approve=actions.can_approve)
    if actions.write_by_default:
        yield warn(
            "actions-default",
            "A workflow that names no permissions gets a token that may write.",
            f"{_GENERAL} → Workflow permissions: read repository contents.",
        )
    else:
        yield ok("actions-default", "A workflow that names no permissions may only read.")


def _check_approving(settings: RepositorySettings, *, can_approve: bool) -> Finding:
    if not can_approve:
        return ok("actions-approve", "Workflows can't approve pull requests.", "I2")
    remedy = (
        f"{_GENERAL} → Workflow permissions: clear “Allow GitHub Actions to create and approve pull requests”"
    )
    said = "A workflow can give a native approval"
    if is_out_of_reach(settings):
        return warn(
            "actions-approve",
            f"{said}; the gate counts none.",
            f"{remedy}, unless drafts need it.",
            "I2",
        )
    return fail(
        "actions-approve",
        f"{said}, and native approvals are all that stands behind a forged status.",
        f"{remedy}.",
        "I2",
    )


def check_pins(settings: RepositorySettings) -> Iterator[Finding]:
    """Actions of the gate and of deployments that could become other code, or lead nowhere."""
    used = {each for workflow in gates(settings) for job in workflow.jobs for each in job.uses}
    used |= {each for _, job in deploys(settings) for each in job.uses}
    loose, empty = [], []
    for each in sorted(used):
        pin = split_pin(each)
        if pin is not None and (not is_commit(pin[1])):
            loose.append(each)
        elif pin is not None and (set(pin[1]) == {"0"} or pin[0] == "OWNER/REPO"):
            empty.append(each)
    if empty:
        yield fail(
            "pins",
            f"{', '.join(empty)} is a placeholder.",
            "Name repository and full commit id of a release: `aidlc init --action OWNER/REPO@COMMIT --force`.",
            "P10",
        )
    if loose:
        yield fail(
            "pins",
            f"{', '.join(loose)} can become other code: a tag or branch moves.",
            "Pin the full commit id of the release.",
            "P10",
            "D19",
        )
    if used and not empty and not loose:
        yield ok("pins", "The gate and the deployments run pinned code.", "P10", "D19")
    for fact in settings.pins:
        name = f"{fact.action}@{fact.commit[:12]}"
        if isinstance(fact.reachable, Unseen):
            yield fact.reachable.finding("pin-origin", f"where {name} comes from", ("P9",))
        elif fact.reachable:
            yield ok("pin-origin", f"{name} lies on the default branch or a tag of {fact.action}.", "P9")
        else:
            yield fail(
                "pin-origin",
                f"{name} lies on no tag and not on the default branch of {fact.action}: it may be a fork's commit.",
                "Pin the commit of a release of that repository.",
                "P9",
            )


def check_targets(settings: RepositorySettings) -> Finding:
    """Workflows that check out code in the most trusted of places."""
    risky = [
        workflow.path
        for workflow in settings.workflows
        if {"pull_request_target", "workflow_run"} & workflow.events
        and any(each.startswith("actions/checkout@") for job in workflow.jobs for each in job.uses)
    ]
    if risky:
        return fail(
            "privileged-checkout",
            f"{', '.join(risky)} checks code out with a trusted token.",
            "Check out in a workflow on `pull_request`, or not at all.",
            "P12",
            "P18",
        )
    return ok("privileged-checkout", "No privileged workflow checks code out.", "P12", "P18")


def check_writers(settings: RepositorySettings) -> Finding:
    """Other workflows of the default branch that may post statuses."""
    own = {workflow.path for workflow in gates(settings)}
    unread = [workflow for workflow in settings.workflows if workflow.flaw and workflow.path not in own]
    if unread:
        return Finding(
            id="status-writers",
            level=Level.UNKNOWN,
            sentence=f"{unread[0].path} can't be read: {unread[0].flaw}.",
            remedy="Mend the file.",
            cases=("G25",),
        )
    writers = sorted(
        {
            workflow.path
            for workflow in settings.workflows
            for job in workflow.jobs
            if workflow.path not in own and (job.permissions or {}).get("statuses") == "write"
        }
    )
    if writers:
        return warn(
            "status-writers",
            f"{', '.join(writers)} may post statuses too, the gate's among them.",
            "Remove `statuses: write` where it isn't needed; aidlc-request and aidlc-draft of `aidlc init` need it.",
            "G25",
            "P6",
        )
    return ok("status-writers", "No other workflow of the default branch may post statuses.", "G25", "P6")


def check_statuses(settings: RepositorySettings) -> Iterator[Finding]:
    """Who posted what stands on the open pull requests, and whether a test merge commit carries a status of its own."""
    statuses = settings.statuses
    if isinstance(statuses, Unseen):
        yield statuses.finding("status-origin", "the statuses of open pull requests", ("G25", "G28"))
        return
    own_app = settings.policy.status_app if settings.policy is not None else None
    foreign, shadowed = [], []
    for status in statuses:
        if status.on_test_merge:
            shadowed.append(f"#{status.pull}")
        elif not _is_ours(status.creator, own_app=own_app is not None):
            foreign.append(f"#{status.pull} ({status.creator or 'a deleted account'})")
    if foreign:
        yield fail(
            "status-origin",
            f"aidlc/gate was last posted by somebody else on {', '.join(foreign)}.",
            "Comment `/aidlc recheck` there, and find out what posted it.",
            "G25",
        )
    if shadowed:
        yield warn(
            "status-test-merge",
            f"The test merge commit of {', '.join(shadowed)} carries aidlc/gate and can hide the head's.",
            "Push to the branch, and find out what posted it: the gate posts on the head only.",
            "G28",
        )
    if not foreign and not shadowed:
        yield ok("status-origin", "The statuses on open pull requests are the gate's own.", "G25", "G28")


def _is_ours(creator: str | None, *, own_app: bool) -> bool:
    if creator is None or not creator.endswith("[bot]"):
        return False
    return own_app is (creator != _ACTIONS_BOT)
