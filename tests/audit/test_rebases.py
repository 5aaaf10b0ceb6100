"""A merge by rebase leaves several commits, of which GitHub calls one the merge: later phases see them as one step."""

import pytest

from tests.e2e_gate.records import INCEPTION, construction, inception, operation
from tests.e2e_gate.stage import GateStage


def rebased(stage: GateStage, branch: str, *steps: dict[str, str], by: tuple[str, ...]) -> str:
    """Open a pull request of several commits, have it approved, merge it by rebase; the last commit."""
    first, *more = steps
    number = stage.open(branch, first)
    for files in more:
        stage.push(files)
    stage.approve(number, *by)
    assert stage.gate(number)["state"] == "success"
    return stage.merge(number, "rebase")


def halves(files: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    names = sorted(files)
    middle = len(names) // 2
    return {name: files[name] for name in names[:middle]}, {name: files[name] for name in names[middle:]}


@pytest.fixture
def built(stage: GateStage) -> tuple[GateStage, str]:
    """Inception and construction came in several commits each; the commit to release."""
    rebased(stage, "inception", *halves(inception()), by=("alice", "bob"))
    code, record = halves(construction())
    return stage, rebased(
        stage, "built", code, {"docs/a.md": "Free.\n"}, record, {"docs/b.md": "Free.\n"}, by=("carol",)
    )


def ask(stage: GateStage, commit: str) -> dict[str, object]:
    """Ask for a release of `commit`, approved with the digest line; what the gate says."""
    number = stage.open("release", operation(commit))
    wanted = stage.gate(number)["requirements"][0]
    line = f"aidlc-approve: {wanted['phase']} {wanted['scope']} {wanted['digest']}"
    stage.approve(number, "alice", "carol", body=line)
    return stage.gate(number)


def test_release_of_what_was_merged_by_rebase_can_be_approved(built: tuple[GateStage, str]) -> None:
    stage, commit = built
    assert ask(stage, commit)["state"] == "success"


def test_push_between_two_rebased_pull_requests_stays_unapproved(built: tuple[GateStage, str]) -> None:
    stage, _ = built
    pushed = stage.push_to_main({"src/cart/backdoor.py": "import os\n"})
    last = rebased(stage, "more", {"deploy/a.sh": "a\n"}, {"deploy/b.sh": "b\n"}, by=("dave",))
    said = ask(stage, last)
    assert said["state"] == "failure"
    assert pushed[:12] in str(said["problems"]), said["problems"]


def test_push_onto_a_rebased_inception_ends_its_approval(built: tuple[GateStage, str]) -> None:
    stage, commit = built
    stage.push_to_main({f"{INCEPTION}/prfaq.md": "---\nschema: aidlc/prfaq/v1\n---\n\nQuietly.\n"})
    assert ask(stage, commit)["state"] == "failure"


def test_commit_in_the_middle_of_a_rebase_is_no_release(built: tuple[GateStage, str]) -> None:
    stage, commit = built
    middle = stage.clone.git("rev-parse", f"{commit}~2").strip()
    assert ask(stage, middle)["state"] == "failure"
