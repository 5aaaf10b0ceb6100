"""Whether the workflows that run and wake the gate are those of the template, as far as it matters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aidlc.domain.doctor_branch import CONTEXT, required_workflow
from aidlc.domain.doctor_facts import RepositorySettings, WorkflowFile
from aidlc.domain.findings import Finding, fail, ok, warn
from aidlc.domain.workflow_roles import gates, signal

_AGAIN: Final = "Write it anew with `aidlc init --force`, and merge that as a maintainer."
_OWN_FILE: Final = frozenset({"pull_request", "pull_request_review"})
_WAKES: Final = ("push", "schedule", "issue_comment", "workflow_dispatch")
_NEEDED: Final = {"contents": "read", "issues": "write", "pull-requests": "write", "statuses": "write"}
_CARRIERS: Final = ("actions/cache", "actions/upload-artifact", "actions/download-artifact")
_HOSTED: Final = ("ubuntu-", "macos-", "windows-")


def check_gate_workflows(settings: RepositorySettings) -> Iterator[Finding]:
    """Yield what the gate's and the signal's workflow on the default branch amount to."""
    found = gates(settings)
    if not found and required_workflow(settings):
        yield ok("gate-workflow", "A ruleset requires the gate's workflow, wherever it lies.", "P5", "P7")
    elif not found:
        yield fail(
            "gate-workflow",
            f"No workflow on {settings.default_branch} runs the gate.",
            "Run `aidlc init` and merge what it writes.",
            "P5",
            "P7",
        )
    for workflow in found:
        yield from _check_gate(workflow)
    if found and not any(runs_own_file(each) for each in found):
        yield _check_signal(signal(settings))


def runs_own_file(workflow: WorkflowFile) -> bool:
    """Whether a pull request's branch brings the workflow that judges it."""
    return bool(_OWN_FILE & workflow.events)


def _check_gate(workflow: WorkflowFile) -> Iterator[Finding]:
    if workflow.flaw:
        yield fail("gate-workflow", f"{workflow.path} can't be read: {workflow.flaw}.", _AGAIN, "P5")
        return
    yield _check_trigger(workflow)
    checks = {
        "gate-filter": (_filters(workflow), ("P16",)),
        "gate-condition": (_conditions(workflow), ("P15",)),
        "gate-code": (_code(workflow), ("P12", "P19")),
        "gate-runner": (_runner(workflow), ("P18",)),
        "gate-name": (_name(workflow), ("G27",)),
        "gate-permissions": (_permissions(workflow), ()),
    }
    for id_, (flaws, cases) in checks.items():
        for flaw in flaws:
            yield fail(id_, f"{workflow.path} {flaw}.", _AGAIN, *cases)
        if not flaws:
            yield ok(id_, f"{workflow.path} is as it should be.", *cases)


def _check_trigger(workflow: WorkflowFile) -> Finding:
    own = sorted(_OWN_FILE & workflow.events)
    if own:
        return warn(
            "gate-workflow",
            f"{workflow.path} runs on {' and '.join(own)}: a branch can edit its own judge.",
            "Run it on `workflow_run` of the signal workflow; without that only native reviews hold (T1 at most).",
            "P5",
        )
    if not {"workflow_run", "pull_request_target"} & workflow.events:
        return fail(
            "gate-workflow", f"{workflow.path} isn't started by the signal workflow.", _AGAIN, "P5", "P7"
        )
    silent = [event for event in _WAKES if event not in workflow.events]
    if silent:
        return warn(
            "gate-workflow",
            f"{workflow.path} isn't started by {', '.join(silent)}: a verdict can stay out of date.",
            _AGAIN,
            "P5",
            "P7",
        )
    return ok("gate-workflow", f"{workflow.path} runs from the default branch.", "P5", "P7")


def _check_signal(workflow: WorkflowFile | None) -> Finding:
    if workflow is None:
        return fail("signal", "No workflow wakes the gate when a review is submitted.", _AGAIN, "P7")
    if workflow.flaw:
        return fail("signal", f"{workflow.path} can't be read: {workflow.flaw}.", _AGAIN, "P7")
    silent = sorted(_OWN_FILE - workflow.events)
    if silent:
        return fail("signal", f"{workflow.path} isn't started by {', '.join(silent)}.", _AGAIN, "P7")
    if any(trigger.filtered for trigger in workflow.triggers):
        return fail("signal", f"{workflow.path} is started for some paths only.", _AGAIN, "P16")
    granted = sorted({name for job in workflow.jobs for name in job.permissions or {}})
    if granted or any(job.permissions is None for job in workflow.jobs):
        return fail(
            "signal",
            f"{workflow.path} runs a branch's own file and has permissions ({', '.join(granted) or 'the default'}).",
            "Write `permissions: {}` at its top.",
            "P7",
        )
    return ok("signal", f"{workflow.path} wakes the gate and may do nothing else.", "P7")


def _filters(workflow: WorkflowFile) -> list[str]:
    return [
        f"starts on {trigger.event} for some paths only" for trigger in workflow.triggers if trigger.filtered
    ]


def _conditions(workflow: WorkflowFile) -> list[str]:
    return [
        f"has an `if:` on job {job.id}: a job that is skipped reports success"
        for job in workflow.jobs
        if job.conditional
    ]


def _code(workflow: WorkflowFile) -> list[str]:
    used = [each for job in workflow.jobs for each in job.uses]
    flaws = [
        f"uses the local action {each}, which comes from a checkout" for each in used if each[:2] == "./"
    ]
    return flaws + [
        f"uses {each}: the gate checks nothing out" for each in used if each.startswith("actions/checkout@")
    ]


def _runner(workflow: WorkflowFile) -> list[str]:
    runners = sorted({label for job in workflow.jobs for label in job.runners})
    flaws = [
        f"runs on {label}, which isn't one of GitHub's machines" for label in runners if not _hosted(label)
    ]
    used = [each for job in workflow.jobs for each in job.uses]
    return flaws + [f"uses {each}, which others can fill" for each in used if each.startswith(_CARRIERS)]


def _hosted(label: str) -> bool:
    return label.startswith(_HOSTED)


def _name(workflow: WorkflowFile) -> list[str]:
    return [
        f"calls its job {CONTEXT}, like the status: GitHub then waits for both"
        for job in workflow.jobs
        if CONTEXT in {job.id, job.name}
    ]


def _permissions(workflow: WorkflowFile) -> list[str]:
    flaws: list[str] = []
    for job in workflow.jobs:
        given = job.permissions
        if given is None:
            flaws.append(f"gives job {job.id} no `permissions:`")
            continue
        short = [f"{name}: {level}" for name, level in _NEEDED.items() if not _enough(given.get(name), level)]
        more = sorted(name for name, level in given.items() if name not in _NEEDED and level == "write")
        if short:
            flaws.append(f"doesn't give job {job.id} {', '.join(short)}")
        if more or given.get("contents") == "write":
            flaws.append(f"gives job {job.id} more than it needs ({', '.join(more) or 'contents: write'})")
    return flaws


def _enough(given: str | None, wanted: str) -> bool:
    return given in {wanted, "write"}
