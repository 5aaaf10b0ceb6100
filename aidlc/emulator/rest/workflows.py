from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.rest.routes import Routes

ROUTES = Routes("actions")
FOLDER = ".github/workflows"


@ROUTES.repo("POST", "/actions/workflows/{workflow}/dispatches")
def dispatch_workflow(call: Call) -> Answer:
    """Note who asked for a run of a workflow, on which ref, with which inputs; nothing is run here.

    As on GitHub the file must lie on the default branch, and the ref's own copy says what it takes.
    """
    name, ref = call.params["workflow"], str(call.text("ref", required=True))
    inputs = call.take("inputs", dict, default={})
    if _read(call, call.repo.default_branch, name) is None:
        raise missing()
    branch = ref.removeprefix("refs/heads/")
    if call.repo.git.tip(branch) is None:
        raise ApiError(422, f"No ref found for: {ref}")
    triggers = _triggers(_read(call, branch, name))
    if "workflow_dispatch" not in triggers:
        raise ApiError(422, "Workflow does not have 'workflow_dispatch' trigger")
    declared = (triggers["workflow_dispatch"] or {}).get("inputs") or {}
    unknown = sorted(set(inputs) - set(declared))
    if unknown:
        raise ApiError(422, f"Unexpected inputs provided: {unknown}")
    lacking = [key for key, told in declared.items() if (told or {}).get("required") and not inputs.get(key)]
    if lacking:
        raise ApiError(422, f"Required input '{lacking[0]}' not provided")
    call.repo.workflow_runs.append(
        {"workflow": name, "ref": branch, "inputs": dict(inputs), "actor": call.user.login}
    )
    return Answer(204)


def _read(call: Call, branch: str, name: str) -> Any:
    found = call.repo.git.find(f"refs/heads/{branch}:{FOLDER}/{name}")
    if found is None:
        return None
    try:
        return YAML(typ="safe").load(found.data)
    except YAMLError:
        return {}


def _triggers(workflow: Any) -> dict[str, Any]:
    on = workflow.get("on") if isinstance(workflow, dict) else None
    if isinstance(on, dict):
        return on
    return dict.fromkeys([on] if isinstance(on, str) else on or [])
