from pathlib import Path

from aidlc.emulator import EmbeddedGitHub
from tests.emulator.stage import Clone, Person, Stage, address


def test_push_over_http_lands_in_the_bare_repository(stage: Stage) -> None:
    branch = stage.dev.get("branches/feature").expect(200)
    assert branch["commit"]["sha"] == stage.clone.head
    assert (stage.github.git_dir / "HEAD").read_text(encoding="utf-8") == "ref: refs/heads/main\n"


def test_anyone_clones_a_public_repository(stage: Stage, tmp_path: Path) -> None:
    stage.clone.git("clone", "-q", stage.github.clone_url, str(tmp_path / "copy"))
    assert (tmp_path / "copy" / "docs" / "readme.md").read_text(encoding="utf-8") == "hello\n"


def test_private_repository_is_not_there_for_strangers(stage: Stage, tmp_path: Path) -> None:
    stage.github.repository.private = True
    refused = stage.clone.attempt("clone", "-q", stage.github.clone_url, str(tmp_path / "copy"))
    assert refused.returncode != 0
    stranger = stage.github.add_user("stranger", permission="none")
    refused = stage.clone.attempt(
        "clone", "-q", address(stage.github, stranger.token), str(tmp_path / "copy")
    )
    assert "not found" in refused.stderr


def test_push_without_a_token_asks_for_one(stage: Stage) -> None:
    refused = stage.clone.attempt("push", stage.github.clone_url, "HEAD:refs/heads/x")
    assert "could not read Username" in refused.stderr
    assert "could not read Username" not in stage.clone.attempt("ls-remote", stage.github.clone_url).stderr


def test_reader_may_not_push(stage: Stage) -> None:
    reader = stage.github.add_user("reader", permission="read")
    refused = stage.clone.attempt("push", address(stage.github, reader.token), "HEAD:refs/heads/x")
    assert "403" in refused.stderr
    stage.dev.get("branches/x").expect(404)


def test_wrong_token_is_refused(stage: Stage) -> None:
    refused = stage.clone.attempt("push", address(stage.github, "ghp_wrong"), "HEAD:refs/heads/x")
    assert refused.returncode != 0
    assert stage.github.requests[-1].status == 401


def test_workflow_token_pushes_only_with_contents_write(stage: Stage) -> None:
    reading = stage.github.workflow_token({"contents": "read"})
    writing = stage.github.workflow_token({"contents": "write"})
    assert stage.clone.attempt("push", address(stage.github, reading), "HEAD:refs/heads/x").returncode != 0
    stage.clone.git("push", "-q", address(stage.github, writing), "HEAD:refs/heads/x")
    pushed = stage.dev.get("activity", ref="x").expect(200)
    assert [(line["activity_type"], line["actor"]["login"]) for line in pushed] == [
        ("branch_creation", "github-actions[bot]")
    ]


def test_nobody_pushes_to_the_pull_request_refs(stage: Stage) -> None:
    refused = stage.clone.attempt("push", "origin", "HEAD:refs/pull/1/head")
    assert "hidden ref" in refused.stderr


def test_pull_request_refs_follow_head_and_test_merge(stage: Stage) -> None:
    head = stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    pull = stage.dev.get("pulls/1").expect(200)
    stage.clone.git("fetch", "-q", "origin", "refs/pull/1/head:pr-head", "refs/pull/1/merge:pr-merge")
    assert stage.clone.git("rev-parse", "pr-head") == head == pull["head"]["sha"]
    assert stage.clone.git("rev-parse", "pr-merge") == pull["merge_commit_sha"]
    assert stage.clone.git("rev-parse", "pr-merge^2") == head


def test_commit_that_no_branch_holds_any_more_can_be_fetched(stage: Stage, tmp_path: Path) -> None:
    lost = stage.clone.head
    stage.clone.git("commit", "-q", "--amend", "-m", "again")
    stage.clone.push("+feature")
    other = Clone.init(tmp_path / "other", stage.github, stage.po.user)
    other.git("fetch", "-q", "origin", lost)
    assert other.git("cat-file", "-t", lost) == "commit"


def test_fetch_without_blobs_is_served(stage: Stage, tmp_path: Path) -> None:
    stage.clone.git(
        "clone", "-q", "--bare", "--filter=blob:none", stage.github.clone_url, str(tmp_path / "bare")
    )
    bare = Clone(tmp_path / "bare", stage.po.user)
    missing = bare.git("rev-list", "--objects", "--missing=print", "--all").splitlines()
    assert any(line.startswith("?") for line in missing)


def test_large_push_arrives_whole(stage: Stage) -> None:
    big = "".join(f"{number:08d}\n" for number in range(400_000))
    stage.clone.commit("big.txt", big)
    stage.clone.push("feature")
    shown = stage.dev.get("contents/big.txt", ref="feature").expect(200)
    assert (shown["size"], shown["encoding"], shown["content"]) == (len(big), "none", "")


def test_push_of_several_branches_is_one_activity_each(stage: Stage) -> None:
    stage.clone.git("branch", "a")
    stage.clone.git("branch", "b")
    stage.clone.push("a", "b")
    found = stage.dev.get("activity").expect(200)
    assert {line["ref"] for line in found[:2]} == {"refs/heads/a", "refs/heads/b"}


def test_empty_repository_has_no_default_branch_yet(github: EmbeddedGitHub) -> None:
    dev = Person(github, github.add_user("dev"))
    answer = dev.graphql(
        '{ repository(owner: "acme", name: "events") { isEmpty defaultBranchRef { name } } }'
    )
    assert answer["data"]["repository"] == {"isEmpty": True, "defaultBranchRef": None}
