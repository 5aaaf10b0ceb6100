"""No single fault of the API makes an audit clean that has something to tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import AidlcError
from aidlc.emulator import EmbeddedGitHub, Fault, faults
from aidlc.usecases.audit import AuditRequest, audit
from tests.e2e_gate.stage import GateStage

KINDS = {
    "repository": {"graphql": "query Repository"},
    "pull": {"graphql": "query Pull\\("},
    "mergers": {"graphql": "query PullsOfCommit"},
    "activity": {"path": "/activity$"},
    "permission": {"path": "/permission$"},
    "refs": {"path": "/info/refs$"},
    "pack": {"path": "/git-upload-pack$"},
    "statuses": {"path": "/statuses"},
}
ACTIONS: dict[str, faults.Action] = {
    "401": faults.Status(401, "Bad credentials"),
    "403": faults.Status(403, "Resource not accessible by integration"),
    "404": faults.Status(404, "Not Found"),
    "500": faults.Status(500),
    "cut": faults.CutBody(),
    "html": faults.Body(),
    "null": faults.Body("null", "application/json"),
    "list": faults.Body("[]", "application/json"),
    "object": faults.Body("{}", "application/json"),
    "errors": faults.Body('{"data": null, "errors": [{"message": "x"}]}', "application/json"),
    "redirect": faults.Redirect("http://127.0.0.2:9", 301),
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GateStage]:
    """An approved merge to which alice objected since, an unapproved one, and a direct push."""
    with EmbeddedGitHub(tmp_path_factory.mktemp("github")) as github:
        made = GateStage(github, Path(tmp_path_factory.mktemp("stage")))
        for number, name in enumerate(("good", "bad"), start=1):
            made.open(name, {f"deploy/{name}.sh": "run\n"})
            made.approve(number, *(["dave"] if name == "good" else []))
            made.merge(number)
        made.people["alice"].review("REQUEST_CHANGES", "No.", 1)
        made.push_to_main({"src/door.py": "import os\n"})
        yield made


def suspects(stage: GateStage) -> set[str] | None:
    """The commits that something is wrong with; `None`: an error."""
    client = GitHubClient(
        api_url=stage.github.api_url, token=stage.token, repository="acme/events", pause=lambda _: None
    )
    try:
        report = audit(AuditRequest(client, stage.github.clone_url, stage.token))
        return {finding.commit for finding in report.findings}
    except AidlcError:
        return None
    finally:
        client.close()


def test_audit_without_faults_names_all_three(stage: GateStage) -> None:
    assert len(suspects(stage) or ()) == 3


@pytest.mark.parametrize("times", [1, None])
@pytest.mark.parametrize("action", list(ACTIONS))
@pytest.mark.parametrize("kind", list(KINDS))
def test_no_fault_hides_a_commit(stage: GateStage, kind: str, action: str, times: int | None) -> None:
    where = KINDS[kind]
    wanted = suspects_without_faults(stage)
    stage.github.inject(
        Fault(ACTIONS[action], path=where.get("path", ""), graphql=where.get("graphql"), times=times)
    )
    try:
        assert suspects(stage) in (None, wanted)
    finally:
        stage.github.clear_faults()


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_request_is_needed(stage: GateStage, kind: str) -> None:
    where = KINDS[kind]
    broken = faults.Status(500)
    stage.github.inject(Fault(broken, path=where.get("path", ""), graphql=where.get("graphql"), times=None))
    try:
        assert suspects(stage) is None
    finally:
        stage.github.clear_faults()


def suspects_without_faults(stage: GateStage) -> set[str]:
    """All commits after the one that brought the policy."""
    printed = stage.clone.git("rev-list", "--first-parent", "origin/main", "-3")
    return set(printed.split())
