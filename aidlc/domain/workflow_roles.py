"""Which workflow of a repository is the gate, which the signal, and how an action is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aidlc.domain.doctor_facts import Job, RepositorySettings, WorkflowFile

GATE_PATH: Final = ".github/workflows/aidlc-gate.yml"
SIGNAL_PATH: Final = ".github/workflows/aidlc-signal.yml"
_PIN: Final = re.compile(r"(?P<action>[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)(?P<path>/[^@]*)?@(?P<ref>.+)")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_GATE_STEP: Final = re.compile(r"[^/\s]+/aidlc(/actions/gate)?@.*|[^/\s]+/[^/\s]+/actions/gate@.*")


def gates(settings: RepositorySettings) -> tuple[WorkflowFile, ...]:
    """Every workflow that runs the gate, the one at the usual path first."""
    found = [each for each in settings.workflows if is_gate(each)]
    return tuple(sorted(found, key=lambda each: each.path != GATE_PATH))


def is_gate(workflow: WorkflowFile) -> bool:
    """Whether the workflow lies where `aidlc init` puts the gate, or runs the gate's action."""
    if workflow.path == GATE_PATH:
        return True
    return any(_GATE_STEP.fullmatch(each) for job in workflow.jobs for each in job.uses)


def signal(settings: RepositorySettings) -> WorkflowFile | None:
    """The workflow that wakes the gate, `None` without one."""
    names = {name for each in gates(settings) for trigger in each.triggers for name in trigger.workflows}
    for workflow in settings.workflows:
        if workflow.path == SIGNAL_PATH or (workflow.name and workflow.name in names):
            return workflow
    return None


def split_pin(uses: str) -> tuple[str, str] | None:
    """Return `owner/name` and the ref of a remote action, `None` for a local one or a container."""
    found = _PIN.fullmatch(uses)
    return (found["action"], found["ref"]) if found else None


def is_commit(ref: str) -> bool:
    """Whether `ref` is a full commit id."""
    return _COMMIT.fullmatch(ref) is not None


def deploys(settings: RepositorySettings) -> Iterator[tuple[WorkflowFile, Job]]:
    """Every job that names an environment, with its workflow."""
    for workflow in settings.workflows:
        for job in workflow.jobs:
            if job.environment:
                yield workflow, job
