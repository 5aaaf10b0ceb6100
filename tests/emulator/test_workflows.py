"""A run of a workflow that somebody asks for is noted, under GitHub's own conditions."""

from tests.emulator.stage import Stage

TAKES = """\
on:
  push:
  workflow_dispatch:
    inputs:
      branch: {required: true}
      note: {required: false}
"""
PATH = "actions/workflows/ask.yml/dispatches"


def test_run_of_a_workflow_is_noted_with_who_asked(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit(".github/workflows/ask.yml", TAKES)
    stage.clone.commit(".github/workflows/other.yml", "on: [push]\n")
    stage.clone.push("main")
    stage.dev.post(PATH, ref="main", inputs={"branch": "feature"}).expect(204)
    assert stage.github.repository.workflow_runs == [
        {"workflow": "ask.yml", "ref": "main", "inputs": {"branch": "feature"}, "actor": "dev"}
    ]
    refused = {
        "No ref found for: nowhere": (PATH, "nowhere", {"branch": "feature"}),
        "Unexpected inputs provided: ['more']": (PATH, "main", {"branch": "feature", "more": "x"}),
        "Required input 'branch' not provided": (PATH, "main", {}),
        "Workflow does not have 'workflow_dispatch' trigger": (PATH.replace("ask", "other"), "main", {}),
    }
    for said, (path, ref, inputs) in refused.items():
        assert stage.dev.post(path, ref=ref, inputs=inputs).expect(422)["message"] == said
    stage.dev.post(PATH.replace("ask", "nothing"), ref="main").expect(404)
    assert len(stage.github.repository.workflow_runs) == 1


def test_run_is_asked_for_by_those_who_may_write(stage: Stage) -> None:
    stage.github.set_permission("dev", "read")
    stage.dev.post(PATH, ref="main").expect(403)
