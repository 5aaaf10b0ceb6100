"""Workflow files of a repository, read as far as a diagnosis needs them. They are other people's: nothing is run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aidlc.domain.doctor_facts import Job, Trigger, WorkflowFile

_LARGEST: Final = 256 * 1024
_PERMISSIONS: Final = ("actions", "checks", "contents", "deployments", "issues", "pull-requests", "statuses")


def read_workflow(path: str, data: bytes | None) -> WorkflowFile:
    """Return the workflow, or one with a `flaw` for what is no workflow that can be read. Never raises."""
    if data is None or len(data) > _LARGEST:
        return WorkflowFile(path=path, flaw=f"it has more than {_LARGEST} bytes")
    try:
        document = _parse(data)
        return _workflow(path, document)
    except (TypeError, ValueError, AttributeError, RecursionError):
        return WorkflowFile(path=path, flaw="it is no workflow")


def _parse(data: bytes) -> Mapping[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        document = YAML(typ="safe", pure=True).load(data.decode("utf-8"))
    except YAMLError:
        raise ValueError("no YAML") from None
    if not isinstance(document, dict):
        raise TypeError("no mapping")
    return document


def _workflow(path: str, document: Mapping[str, Any]) -> WorkflowFile:
    own = _permissions(document.get("permissions"))
    return WorkflowFile(
        path=path,
        name=str(document.get("name") or ""),
        triggers=_triggers(document.get("on")),
        jobs=tuple(_job(str(id_), job, own) for id_, job in dict(document.get("jobs") or {}).items()),
    )


def _triggers(given: object) -> tuple[Trigger, ...]:
    if isinstance(given, str):
        return (Trigger(event=given),)
    if isinstance(given, list):
        return tuple(Trigger(event=str(each)) for each in given)
    if not isinstance(given, dict):
        raise TypeError("no events")
    return tuple(
        Trigger(
            event=str(event),
            filtered=isinstance(detail, dict) and bool({"paths", "paths-ignore"} & detail.keys()),
            workflows=tuple(str(each) for each in detail.get("workflows") or ())
            if isinstance(detail, dict)
            else (),
        )
        for event, detail in given.items()
    )


def _job(id_: str, job: Mapping[str, Any], inherited: dict[str, str] | None) -> Job:
    steps = [step for step in job.get("steps") or () if isinstance(step, dict)]
    used = [job.get("uses"), *(step.get("uses") for step in steps)]
    environment = job.get("environment") or ""
    return Job(
        id=id_,
        name=str(job.get("name") or ""),
        conditional="if" in job,
        permissions=_permissions(job["permissions"]) if "permissions" in job else inherited,
        uses=tuple(str(each) for each in used if each),
        runs="\n".join(str(step["run"]) for step in steps if "run" in step),
        runners=_runners(job.get("runs-on")),
        environment=str(environment.get("name") or "") if isinstance(environment, dict) else str(environment),
    )


def _permissions(given: object) -> dict[str, str] | None:
    if given is None:
        return None
    if isinstance(given, dict):
        return {str(name): str(level) for name, level in given.items()}
    if given == "write-all":
        return dict.fromkeys(_PERMISSIONS, "write")
    if given == "read-all":
        return dict.fromkeys(_PERMISSIONS, "read")
    raise TypeError("no permissions")


def _runners(given: object) -> tuple[str, ...]:
    if isinstance(given, dict):
        given = given.get("labels") or given.get("group")
    if isinstance(given, list):
        return tuple(str(each) for each in given)
    return (str(given),) if given else ()
