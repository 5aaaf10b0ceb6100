"""When an existing review's commit id moves: the trap that "the reviewed tree equals the head's" falls into."""

from tests.emulator.stage import Stage


def reviewed(stage: Stage) -> str:
    """The commit id of the only review."""
    told: str = stage.dev.get("pulls/1/reviews").expect(200)[0]["commit_id"]
    return told


def test_plain_push_leaves_the_commit_id(stage: Stage) -> None:
    stage.po.review("APPROVE")
    before = stage.clone.head
    stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    assert reviewed(stage) == before


def test_force_push_moves_the_commit_id_to_the_new_head(stage: Stage) -> None:
    stage.po.review("APPROVE")
    before = stage.clone.head
    stage.clone.git("commit", "-q", "--amend", "-m", "rewritten")
    stage.clone.push("+feature")
    assert reviewed(stage) == stage.clone.head != before
    told = stage.dev.pull(
        "reviews(first: 1) { nodes { commit { oid } } }"
        " timelineItems(first: 5, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) { nodes {"
        " ... on HeadRefForcePushedEvent { actor { login } beforeCommit { oid } afterCommit { oid } ref { name } } } }"
    )
    assert told["reviews"]["nodes"] == [{"commit": {"oid": stage.clone.head}}]
    assert told["timelineItems"]["nodes"] == [
        {
            "actor": {"login": "dev"},
            "beforeCommit": {"oid": before},
            "afterCommit": {"oid": stage.clone.head},
            "ref": {"name": "feature"},
        }
    ]


def test_merge_of_the_base_moves_the_commit_id_too(stage: Stage) -> None:
    stage.po.review("APPROVE")
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("docs/more.md", "more\n")
    stage.clone.push("main")
    stage.clone.git("checkout", "-q", "feature")
    stage.clone.git("merge", "-q", "--no-edit", "main")
    stage.clone.push("feature")
    assert reviewed(stage) == stage.clone.head


def test_update_branch_merges_in_the_name_of_who_asks(stage: Stage) -> None:
    stage.po.review("APPROVE")
    stage.dev.put("pulls/1/update-branch").expect(422)
    stage.clone.git("checkout", "-q", "main")
    base = stage.clone.commit("docs/more.md", "more\n")
    stage.clone.push("main")
    old = stage.clone.git("rev-parse", "feature")
    stage.po.put("pulls/1/update-branch", expected_head_sha="0" * 40).expect(422)
    stage.po.put("pulls/1/update-branch", expected_head_sha=old).expect(202)
    head = stage.dev.get("pulls/1").expect(200)["head"]["sha"]
    commit = stage.dev.get(f"commits/{head}").expect(200)
    assert [parent["sha"] for parent in commit["parents"]] == [old, base]
    assert (commit["author"]["login"], commit["committer"]["login"]) == ("po", "web-flow")
    assert reviewed(stage) == head


def test_merge_of_another_branch_leaves_the_commit_id(stage: Stage) -> None:
    stage.po.review("APPROVE")
    before = stage.clone.head
    stage.clone.git("checkout", "-q", "-b", "side", "main")
    stage.clone.commit("side.txt", "side\n")
    stage.clone.git("checkout", "-q", "feature")
    stage.clone.git("merge", "-q", "--no-edit", "side")
    stage.clone.push("feature")
    assert reviewed(stage) == before


def test_commit_ids_stay_where_the_setting_says_so(stage: Stage) -> None:
    stage.github.repository.moves_commit_id = False
    stage.po.review("APPROVE")
    before = stage.clone.head
    stage.clone.git("commit", "-q", "--amend", "-m", "rewritten")
    stage.clone.push("+feature")
    assert reviewed(stage) == before


def test_force_push_of_the_base_is_told_and_moves_nothing(stage: Stage) -> None:
    stage.po.review("APPROVE")
    before = stage.clone.head
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("docs/more.md", "more\n")
    stage.clone.push("main")
    stage.clone.git("commit", "-q", "--amend", "-m", "other words")
    stage.clone.push("+main")
    told = stage.dev.pull(
        "timelineItems(first: 5, itemTypes: [BASE_REF_FORCE_PUSHED_EVENT]) {"
        " nodes { ... on BaseRefForcePushedEvent { actor { login } afterCommit { oid } } } }"
    )
    assert told["timelineItems"]["nodes"] == [
        {"actor": {"login": "dev"}, "afterCommit": {"oid": stage.clone.head}}
    ]
    assert reviewed(stage) == before
