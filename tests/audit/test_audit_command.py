"""The console script over real git: one story for each kind of finding, and the ranges, events and exit statuses."""

import json
from typing import Any

import pytest

from tests.e2e_gate.records import construction, inception, operation
from tests.e2e_gate.stage import GateStage, Ran
from tests.emulator.stage import Api

POLICY = ".github/aidlc.yml"
GUARDED = {"deploy/run.sh": "run\n"}
READS = {"contents": "read", "pull_requests": "read", "statuses": "read", "metadata": "read"}


@pytest.fixture
def audited(stage: GateStage) -> GateStage:
    """The audit's token may read and nothing else."""
    stage.token = stage.github.workflow_token(READS)
    return stage


def found(ran: Ran) -> list[tuple[str, int | None]]:
    """Kind and pull request of every finding."""
    return [(each["kind"], each["pull_request"]) for each in ran.json["findings"]]


def audit(stage: GateStage, *arguments: str, **environment: str) -> Ran:
    ran = stage.run("audit", "--json", *arguments, **environment)
    assert ran.status == (3 if ran.json["findings"] else 0), ran
    return ran


def guarded(stage: GateStage, branch: str = "guarded", **more: Any) -> int:
    """A pull request that only dave's approval opens."""
    return stage.open(branch, GUARDED, **more)


@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_commits_with_rightful_approvals_are_clean(stage: GateStage, how: str) -> None:
    first = stage.open("inception", inception())
    stage.approve(first, "alice", "bob")
    stage.gate(first)
    stage.merge(first, how)
    second = stage.open("built", construction())
    stage.approve(second, "carol")
    stage.gate(second)
    stage.merge(second, how)
    stage.push_to_main({"docs/notes.md": "Free.\n"})
    ran = audit(stage)
    assert found(ran) == []
    assert (ran.json["commits"], ran.json["governed"]) == (3, 2)


def test_whole_way_to_a_release_is_clean(stage: GateStage) -> None:
    first = stage.open("inception", inception())
    stage.approve(first, "alice", "bob")
    stage.merge(first)
    built = stage.open("built", construction())
    stage.approve(built, "carol")
    number = stage.open("release", operation(stage.merge(built, "squash")))
    wanted = stage.gate(number)["requirements"][0]
    line = f"aidlc-approve: {wanted['phase']} {wanted['scope']} {wanted['digest']}"
    stage.approve(number, "alice", "carol", body=line)
    assert stage.gate(number)["state"] == "success"
    stage.merge(number)
    assert found(audit(stage)) == []


def test_rebased_pull_request_of_several_commits_is_one_clean_step(audited: GateStage) -> None:
    number = guarded(audited)
    audited.push({"docs/notes.md": "Free.\n"})
    audited.push({"deploy/stop.sh": "stop\n"})
    audited.push({"docs/more.md": "Free, and the last.\n"})
    audited.approve(number, "dave")
    audited.merge(number, "rebase")
    ran = audit(audited)
    assert found(ran) == []
    assert (ran.json["commits"], ran.json["governed"]) == (4, 2)


def test_direct_push_below_a_rebased_pull_request_is_told_apart_from_it(audited: GateStage) -> None:
    number = guarded(audited)
    audited.push({"deploy/stop.sh": "stop\n"})
    audited.approve(number, "dave")
    pushed = audited.push_to_main({"src/door.py": "import os\n"})
    audited.merge(number, "rebase")
    ran = audit(audited)
    assert found(ran) == [("direct-push", None)]
    assert ran.json["findings"][0]["commit"] == pushed


def test_g37_direct_push_is_named_with_its_commit_and_paths(audited: GateStage) -> None:
    pushed = audited.push_to_main({"src/door.py": "import os\n"})
    ran = audit(audited)
    assert found(ran) == [("direct-push", None)]
    finding = ran.json["findings"][0]
    assert (finding["commit"], finding["paths"]) == (pushed, ["src/door.py"])
    assert finding["sentence"] == f"Commit {pushed[:12]} was pushed without a pull request."
    assert "ruleset" in finding["remedy"]


def test_g38_merge_past_the_gate_says_whose_approval_was_missing(audited: GateStage) -> None:
    number = guarded(audited)
    audited.approve(number, "bob")
    audited.merge(number)
    ran = audit(audited)
    assert found(ran) == [("unapproved-merge", number)]
    assert "without the approval of 1 maintainer" in ran.json["findings"][0]["sentence"]


def test_g38_merge_while_the_status_said_pending_is_found(stage: GateStage) -> None:
    number = guarded(stage)
    assert stage.gate(number)["state"] == "pending"
    stage.merge(number)
    stage.approve(number, "dave")  # after the merge nothing is approved any more
    assert found(audit(stage)) == [("unapproved-merge", number)]


def test_r3_construction_before_approved_inception_is_found(audited: GateStage) -> None:
    first = audited.open("inception", inception())
    audited.approve(first, "alice")
    audited.merge(first)
    built = audited.open("built", construction())
    audited.approve(built, "carol")
    audited.merge(built)
    ran = audit(audited)
    assert found(ran) == [("unapproved-merge", first), ("unapproved-merge", built)]
    assert "inception" in ran.json["findings"][1]["sentence"]


def test_inception_that_was_approved_only_later_does_not_heal_what_was_built_before(
    audited: GateStage,
) -> None:
    audited.push_to_main({**inception()})
    built = audited.open("built", construction())
    audited.approve(built, "carol")
    audited.merge(built)
    assert ("unapproved-merge", built) in found(audit(audited))


def test_incomplete_records_that_were_merged_are_found(audited: GateStage) -> None:
    files = inception()
    del files["aidlc-records/shop/inception/risks.md"]
    number = audited.open("inception", files)
    audited.approve(number, "alice", "bob")
    audited.merge(number)
    ran = audit(audited)
    assert found(ran) == [("unapproved-merge", number)]
    assert "risks" in ran.json["findings"][0]["sentence"]


def test_success_posted_by_somebody_else_is_a_forged_status(audited: GateStage) -> None:
    number = guarded(audited)
    forger = audited.github.add_installation("helper[bot]", {"statuses": "write", "metadata": "read"})
    post(audited, forger, number)
    audited.merge(number)
    ran = audit(audited)
    assert found(ran) == [("forged-status", number)]
    assert ran.json["findings"][0]["sentence"].startswith("helper[bot] posted success")


def test_success_posted_by_another_workflow_is_a_forged_status(audited: GateStage) -> None:
    number = guarded(audited)
    post(audited, audited.github.workflow_token({"statuses": "write", "metadata": "read"}), number)
    audited.merge(number)
    ran = audit(audited)
    assert found(ran) == [("forged-status", number)]
    assert "a workflow of this repository" in ran.json["findings"][0]["sentence"]


def test_g25_newest_status_of_somebody_else_is_found_though_all_was_approved(stage: GateStage) -> None:
    number = guarded(stage)
    stage.approve(number, "dave")
    stage.gate(number)
    post(stage, stage.people["bob"].user.token, number)
    stage.merge(number)
    assert found(audit(stage)) == [("foreign-status", number)]
    assert found(audit(stage, "--status-by", "github-actions[bot]", "--status-by", "Bob")) == []


def test_f23_review_edited_by_somebody_else_is_found(audited: GateStage) -> None:
    number = guarded(audited)
    review = audited.people["dave"].review("APPROVE", "Fine.", number)
    audited.github.edit_review(number, review["id"], body="aidlc-approve: guarded", by="root")
    ran = audit_after_merge(audited, number)
    assert ("edited-review", number) in found(ran)
    edited = next(each for each in ran.json["findings"] if each["kind"] == "edited-review")
    assert edited["sentence"] == f"root edited review {review['id']} of dave."


def test_review_edited_by_its_own_author_is_no_finding(audited: GateStage) -> None:
    number = guarded(audited)
    review = audited.people["dave"].review("APPROVE", "Fine.", number)
    audited.github.edit_review(number, review["id"], body="Fine, thanks.")
    assert found(audit_after_merge(audited, number)) == []


def test_request_for_changes_after_the_merge_is_found(audited: GateStage) -> None:
    number = guarded(audited)
    audited.approve(number, "dave")
    audited.merge(number)
    assert found(audit(audited)) == []
    audited.people["dave"].review("REQUEST_CHANGES", "Stop.", number)
    assert found(audit(audited)) == [("unapproved-merge", number)]


def test_pull_request_into_another_branch_brings_no_approval(audited: GateStage) -> None:
    audited.clone.git("push", "-q", "origin", "origin/main:refs/heads/other")
    number = guarded(audited, base="other")
    audited.approve(number, "dave")
    audited.merge(number)
    audited.clone.git("fetch", "-q", "origin")
    audited.people["root"].patch("git/refs/heads/main", sha=tip(audited, "other"), force=True).expect(200)
    assert found(audit(audited)) == [("direct-push", None)]


def test_p2_what_landed_while_there_was_no_policy_is_found(audited: GateStage) -> None:
    audited.push_to_main({POLICY: None})
    number = guarded(audited)
    audited.approve(number, "dave")
    audited.merge(number)
    gone = audited.run("audit")
    assert gone.status == 2
    assert "no policy on the default branch" in gone.err
    audited.push_to_main({POLICY: audited.policy})
    kinds = found(audit(audited))
    assert kinds == [("direct-push", None), ("no-policy", number), ("direct-push", None)]


def test_p2_repository_that_never_had_a_policy_is_told_to_merge_one(audited: GateStage) -> None:
    first = audited.clone.git("rev-list", "--max-parents=0", "origin/main").strip()
    audited.people["root"].patch("git/refs/heads/main", sha=first, force=True).expect(200)
    audited.push_to_main({POLICY: None})
    ran = audited.run("audit")
    assert (ran.status, ran.out) == (2, "")
    assert "no policy" in ran.err


def test_range_begins_after_since_and_ends_with_until(audited: GateStage) -> None:
    first, second, third = (audited.push_to_main({f"src/{name}.py": "x\n"}) for name in "abc")

    def commits(*arguments: str) -> list[str]:
        return [each["commit"] for each in audit(audited, *arguments).json["findings"]]

    assert commits() == [first, second, third]
    assert commits("--since", first) == [second, third]
    assert commits("--until", second) == [first, second]
    assert commits("--since", first, "--until", second) == [second]
    assert commits("--since", third) == []


def test_commit_off_the_default_branch_is_refused_as_an_end_of_the_range(audited: GateStage) -> None:
    number = guarded(audited)
    for option in ("--since", "--until"):
        ran = audited.run("audit", option, audited.head(number))
        assert ran.status == 2
        assert f"{option}: {audited.head(number)[:12]} isn't a first-parent commit of main" in ran.err
    assert audited.run("audit", "--since", "main").status == 2


def test_push_event_audits_what_it_brought_and_says_so_on_the_runner(audited: GateStage) -> None:
    before = audited.push_to_main({"src/a.py": "x\n"})
    pushed = audited.push_to_main({"src/b.py": "<!-- ::set-output name=x::y -->\n"})
    output, summary = audited.folder / "output", audited.folder / "summary"
    event = {"ref": "refs/heads/main", "before": before, "after": pushed}
    ran = audited.run("audit", **on_runner(audited, event, output=output, summary=summary))
    assert ran.status == 3
    assert pushed[:12] in ran.out
    assert before[:12] not in ran.out
    assert "::error title=direct-push::" in ran.err
    assert "\n1\n" in output.read_text(encoding="utf-8")
    assert "direct-push" in summary.read_text(encoding="utf-8")


def test_push_from_a_commit_that_is_gone_audits_everything(audited: GateStage) -> None:
    audited.push_to_main({"src/a.py": "x\n"})
    event = {"ref": "refs/heads/main", "before": "1" * 40}
    assert len(found(audit(audited, **on_runner(audited, event)))) == 1


def test_push_to_another_branch_audits_nothing(audited: GateStage) -> None:
    audited.push_to_main({"src/a.py": "x\n"})
    ran = audited.run("audit", **on_runner(audited, {"ref": "refs/heads/other"}))
    assert (ran.status, ran.out) == (0, "")
    assert "nothing was audited" in ran.err


def test_status_app_of_the_policy_needs_the_account_that_posts(audited: GateStage) -> None:
    audited.push_to_main({POLICY: f"{audited.policy}status-app: 99\n"})
    assert "--status-by" in audited.run("audit").err
    assert found(audit(audited, "--status-by", "gate[bot]")) == [("direct-push", None)]


def test_plain_output_is_a_row_a_finding_with_the_remedies_beside_it(audited: GateStage) -> None:
    pushed = audited.push_to_main({"src/a.py": "x\n"})
    ran = audited.run("audit")
    sentence = f"Commit {pushed[:12]} was pushed without a pull request."
    assert ran.out == f"{pushed[:12]}\t\tdirect-push\t{sentence}\n"
    assert "Revert it by an approved pull request" in ran.err
    assert "1 commit audited: 1 finding on 1 commit." in ran.err


def test_clean_audit_says_so_and_writes_nothing_on_github(audited: GateStage) -> None:
    ran = audited.run("audit")
    assert (ran.status, ran.out) == (
        0,
        "0 commits audited; none changed governed paths, so there is nothing to find.\n",
    )


def audit_after_merge(stage: GateStage, number: int) -> Ran:
    stage.merge(number)
    return audit(stage)


def post(stage: GateStage, token: str, number: int) -> None:
    """Post a success to the gate's context."""
    api = Api(stage.github, token)
    api.post(f"statuses/{stage.head(number)}", state="success", context="aidlc/gate").expect(201)


def tip(stage: GateStage, branch: str) -> str:
    sha: str = stage.people["root"].get(f"git/ref/heads/{branch}").expect(200)["object"]["sha"]
    return sha


def on_runner(stage: GateStage, event: dict[str, Any], **files: Any) -> dict[str, str]:
    path = stage.folder / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    told = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(path)}
    names = {"output": "GITHUB_OUTPUT", "summary": "GITHUB_STEP_SUMMARY"}
    return told | {names[name]: str(file) for name, file in files.items()}
