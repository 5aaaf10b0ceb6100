"""Which content did a person approve? Real pushes, rebases and merges. F3 to F9 of the catalogue."""

from aidlc.emulator import Fault, faults
from tests.e2e_gate.records import INCEPTION, inception, policy
from tests.e2e_gate.stage import GateStage

PRFAQ = f"{INCEPTION}/prfaq.md"
CHANGED: dict[str, str | None] = {PRFAQ: "---\nschema: aidlc/prfaq/v1\n---\n\nSomething else entirely.\n"}


CONTEXT: dict[str, str | None] = {
    f"{INCEPTION}/context.md": "---\nschema: aidlc/context/v1\n---\n\nThe old system.\n"
}


def hide_activity(stage: GateStage) -> None:
    """Let the token not read the activity list: what GitHub observed can't be asked for."""
    stage.github.inject(
        Fault(faults.Status(403, "Resource not accessible by integration"), path="/activity$", times=None)
    )


def rebase(stage: GateStage) -> None:
    """Write the branch anew on top of a main that moved on, without touching its content."""
    stage.push_to_main({"docs/more.md": "more\n"})
    stage.clone.git("rebase", "-q", "origin/main")
    stage.clone.git("push", "-q", "--force", "origin", "HEAD")


def why(printed: dict[str, object]) -> list[str]:
    ignored = printed["ignored"]
    assert isinstance(ignored, list)
    return [one["why"] for one in ignored]


def test_f1_push_after_the_approvals_closes_the_gate(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.push(CHANGED)
    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])


def test_f3_rebase_with_the_same_content_holds_by_the_servers_own_record(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    rebase(asked)
    reviews = asked.people["root"].get("pulls/1/reviews").expect(200)
    assert {review["commit_id"] for review in reviews} == {asked.head(1)}
    assert asked.gate(1)["state"] == "success"


def test_f3_rebase_without_the_servers_record_makes_approvals_stale(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    rebase(asked)
    hide_activity(asked)
    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])


def test_f4_rebase_that_smuggles_content_in_makes_approvals_stale(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.write(CHANGED)
    asked.clone.git("commit", "-q", "--amend", "-m", "the same, of course")
    rebase(asked)
    reviews = asked.people["root"].get("pulls/1/reviews").expect(200)
    assert {review["commit_id"] for review in reviews} == {asked.head(1)}
    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])
    hide_activity(asked)
    assert asked.gate(1)["state"] == "pending"


def test_f5_merge_of_main_that_touches_nothing_holds_only_by_the_servers_record(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.push_to_main({"docs/more.md": "more\n"})
    asked.clone.git("merge", "-q", "--no-edit", "origin/main")
    asked.clone.push("HEAD")
    assert asked.gate(1)["state"] == "success"
    hide_activity(asked)
    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])


def test_f6_merge_of_main_that_changes_the_folder_makes_approvals_stale(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.push_to_main(CONTEXT)
    asked.clone.git("merge", "-q", "--no-edit", "origin/main")
    asked.clone.push("HEAD")
    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])


def test_f6_folder_that_would_land_otherwise_than_shown_waits_for_an_update(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.push_to_main(CONTEXT)
    printed = asked.gate(1)
    assert printed["state"] == "pending"
    assert any("pdate the branch" in sentence for sentence in printed["waiting"])


def test_f7_conflict_resolution_that_smuggles_text_makes_approvals_stale(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.push_to_main({PRFAQ: "other\n"})
    assert asked.gate(1)["state"] == "pending"
    asked.clone.attempt("merge", "-q", "--no-edit", "origin/main")
    asked.write(CHANGED, "resolve the conflict")
    asked.clone.push("HEAD")
    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])


def test_f8_commit_pushed_seconds_before_the_click_is_caught_by_the_digest_line(stage: GateStage) -> None:
    stage.push_to_main({".github/aidlc.yml": policy(stage.ids, evidence="digest")})
    number = stage.open("inception", inception())
    seen = stage.gate(number)["requirements"][0]
    line = f"aidlc-approve: {seen['phase']} {seen['scope']} {seen['digest']}"
    stage.push(CHANGED)
    stage.approve(number, "alice", "bob", body=line)
    printed = stage.gate(number)
    assert (printed["state"], why(printed)) == ("pending", ["digest-line-wrong", "digest-line-wrong"])
    now = printed["requirements"][0]
    stage.approve(
        number, "alice", "bob", body=f"aidlc-approve: {now['phase']} {now['scope']} {now['digest']}"
    )
    assert stage.gate(number)["state"] == "success"


def test_f9_commit_that_claims_to_be_old_is_as_new_as_its_push(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.write(CHANGED)
    asked.clone.git(
        "-c", "user.name=dev", "commit", "-q", "--amend", "--no-edit", "--date=2020-01-01T00:00:00Z"
    )
    asked.clone.push("HEAD")
    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])


def test_comment_and_summary_show_what_changed_since_the_approvals(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    before = asked.head(1)
    after = asked.push(CHANGED | {"docs/more.md": "free\n"})
    summary = asked.folder / "summary"
    printed = asked.gate(1, GITHUB_STEP_SUMMARY=str(summary))
    (compared,) = printed["comparisons"]
    assert (compared["base"], compared["head"], compared["people"]) == (before, after, ["alice", "bob"])
    assert [(each["what"], each["record"]) for each in compared["differences"]] == [("changed", "prfaq")]
    link = f"({asked.github.server_url}/acme/events/compare/{before}...{after})"
    (comment,) = asked.comments(1)
    for text in (comment["body"], summary.read_text(encoding="utf-8")):
        assert f"which `alice`, `bob` approved ([compare on GitHub]{link}):" in text
        assert f"| changed | `prfaq` | `{PRFAQ}` |" in text


def test_merged_inception_is_what_a_change_of_it_is_compared_with(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    merged = asked.merge(1)
    number = asked.open("renewal", CHANGED)
    (compared,) = asked.gate(number)["comparisons"]
    assert (compared["base"], compared["people"]) == (merged, [])
    assert [each["path"] for each in compared["differences"]] == [PRFAQ]
