from datetime import timedelta
from pathlib import Path

from tests.emulator.stage import Clone, Person, Stage, address


def test_pull_request_shows_what_it_would_merge(stage: Stage) -> None:
    pull = stage.dev.get("pulls/1").expect(200)
    assert (pull["state"], pull["mergeable"], pull["mergeable_state"]) == ("open", True, "clean")
    assert (pull["commits"], pull["changed_files"], pull["additions"], pull["deletions"]) == (1, 1, 1, 0)
    assert pull["head"]["label"] == "acme:feature"
    files = stage.dev.get("pulls/1/files").expect(200)
    assert [(file["filename"], file["status"], file["patch"]) for file in files] == [
        ("feature.txt", "added", "@@ -0,0 +1 @@\n+one\n")
    ]


def test_files_show_renames_deletions_and_binaries(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("long.txt", "".join(f"line {number}\n" for number in range(30)))
    stage.clone.push("main")
    stage.clone.git("checkout", "-q", "feature")
    stage.clone.git("merge", "-q", "main")
    stage.clone.git("mv", "long.txt", "moved.txt")
    stage.clone.git("rm", "-q", "docs/readme.md")
    (stage.clone.folder / "image.bin").write_bytes(b"\0\1\2")
    stage.clone.git("add", ".")
    stage.clone.git("commit", "-q", "-m", "shuffle")
    stage.clone.push("feature")
    files = {file["filename"]: file for file in stage.dev.get("pulls/1/files").expect(200)}
    assert (files["moved.txt"]["status"], files["moved.txt"]["previous_filename"]) == ("renamed", "long.txt")
    assert files["docs/readme.md"]["status"] == "removed"
    assert "patch" not in files["image.bin"]


def test_pull_request_needs_two_branches_and_commits(stage: Stage) -> None:
    refused = stage.dev.post("pulls", title="x", head="nothing", base="main").expect(422)
    assert refused["errors"] == [{"resource": "PullRequest", "field": "head", "code": "invalid"}]
    stage.dev.post("pulls", title="x", head="feature", base="nothing").expect(422)
    refused = stage.dev.post("pulls", title="x", head="main", base="feature").expect(422)
    assert refused["errors"][0]["message"] == "No commits between feature and main"
    refused = stage.dev.post("pulls", title="x", head="feature", base="main").expect(422)
    assert refused["errors"][0]["message"] == "A pull request already exists for acme:feature."
    refused = stage.dev.post("pulls", head="feature", base="main").expect(422)
    assert '"title" wasn\'t supplied' in refused["message"]


def test_reader_opens_no_pull_request_from_this_repository(stage: Stage) -> None:
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    stage.clone.push("HEAD:refs/heads/other")
    reader.post("pulls", title="x", head="other", base="main").expect(403)


def test_list_filters_by_head_base_and_state(stage: Stage) -> None:
    stage.clone.push("HEAD:refs/heads/other")
    stage.dev.post("pulls", title="Second", head="other", base="main").expect(201)
    stage.dev.patch("pulls/1", state="closed").expect(200)

    def numbers(**query: str) -> list[int]:
        return [pull["number"] for pull in stage.dev.get("pulls", **query).expect(200)]

    assert numbers() == [2]
    assert numbers(state="closed") == [1]
    assert numbers(state="all") == [2, 1]
    assert numbers(state="all", direction="asc") == [1, 2]
    assert numbers(state="all", head="acme:feature") == [1]
    assert numbers(state="all", head="someone:feature") == []
    assert numbers(state="all", base="other") == []


def test_author_without_write_access_edits_his_own_words(stage: Stage) -> None:
    stage.github.set_permission("dev", "read")
    stage.dev.patch("pulls/1", title="A better title", body="Better words.").expect(200)
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    reader.patch("pulls/1", title="Mine now").expect(403)
    told = stage.po.pull("title body lastEditedAt editor { login }")
    assert told["title"] == "A better title"
    assert told["lastEditedAt"] is not None
    assert told["editor"] == {"login": "dev"}
    kinds = [line["event"] for line in stage.po.get("issues/1/timeline").expect(200)]
    assert "renamed" in kinds


def test_closed_and_reopened_pull_request_tells_so(stage: Stage) -> None:
    stage.dev.patch("pulls/1", state="closed").expect(200)
    closed = stage.dev.pull("state closed closedAt")
    assert (closed["state"], closed["closed"]) == ("CLOSED", True)
    reopened = stage.dev.patch("pulls/1", state="open").expect(200)
    assert (reopened["state"], reopened["closed_at"]) == ("open", None)
    kinds = [line["event"] for line in stage.dev.get("issues/1/timeline").expect(200)]
    assert kinds == ["committed", "closed", "reopened"]


def test_push_to_a_closed_pull_request_shows_after_reopening(stage: Stage) -> None:
    before = stage.clone.head
    stage.dev.patch("pulls/1", state="closed").expect(200)
    after = stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    assert stage.dev.get("pulls/1").expect(200)["head"]["sha"] == before
    assert stage.dev.patch("pulls/1", state="open").expect(200)["head"]["sha"] == after


def test_force_pushed_or_deleted_branch_cannot_be_reopened(stage: Stage) -> None:
    stage.dev.patch("pulls/1", state="closed").expect(200)
    stage.clone.git("commit", "-q", "--amend", "-m", "rewritten")
    stage.clone.push("+feature")
    refused = stage.dev.patch("pulls/1", state="open").expect(422)
    assert "force-pushed or recreated" in refused["errors"][0]["message"]
    stage.clone.push(":feature")
    refused = stage.dev.patch("pulls/1", state="open").expect(422)
    assert "branch has been deleted" in refused["errors"][0]["message"]


def test_deleted_head_branch_closes_and_a_restored_one_is_told(stage: Stage) -> None:
    stage.dev.delete("git/refs/heads/feature").expect(204)
    assert stage.dev.get("pulls/1").expect(200)["state"] == "closed"
    assert stage.dev.pull("headRef { name }") == {"headRef": None}
    stage.clone.push("feature")
    stage.dev.patch("pulls/1", state="open").expect(200)
    kinds = [line["event"] for line in stage.dev.get("issues/1/timeline").expect(200)]
    assert kinds == ["committed", "closed", "head_ref_deleted", "head_ref_restored", "reopened"]


def test_changed_base_is_told_and_recomputes_the_merge(stage: Stage) -> None:
    stage.clone.push("main:refs/heads/release")
    pull = stage.dev.patch("pulls/1", base="release").expect(200)
    assert pull["base"]["ref"] == "release"
    told = stage.dev.pull(
        "timelineItems(first: 5, itemTypes: [BASE_REF_CHANGED_EVENT]) {"
        " nodes { ... on BaseRefChangedEvent { previousRefName currentRefName actor { login } } } }"
    )
    assert told["timelineItems"]["nodes"] == [
        {"previousRefName": "main", "currentRefName": "release", "actor": {"login": "dev"}}
    ]
    stage.dev.patch("pulls/1", base="nothing").expect(422)
    stage.dev.patch("pulls/1", state="closed").expect(200)
    stage.dev.patch("pulls/1", base="main").expect(422)


def test_deleted_base_of_a_merged_pull_request_retargets_what_was_stacked_on_it(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "-b", "stacked")
    stage.clone.commit("stacked.txt", "s\n")
    stage.clone.push("stacked")
    stage.dev.post("pulls", title="Stacked", head="stacked", base="feature").expect(201)
    stage.dev.put("pulls/1/merge").expect(200)
    stage.dev.delete("git/refs/heads/feature").expect(204)
    told = stage.dev.pull(
        "state baseRefName timelineItems(first: 5, itemTypes: [AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT]) {"
        " nodes { ... on AutomaticBaseChangeSucceededEvent { oldBase newBase } } }",
        2,
    )
    assert (told["state"], told["baseRefName"]) == ("OPEN", "main")
    assert told["timelineItems"]["nodes"] == [{"oldBase": "feature", "newBase": "main"}]


def test_deleted_base_without_a_successor_closes_the_pull_request(stage: Stage) -> None:
    stage.clone.push("main:refs/heads/release")
    stage.dev.patch("pulls/1", base="release").expect(200)
    stage.clone.push(":release")
    assert stage.dev.pull("state baseRef { name }") == {"state": "CLOSED", "baseRef": None}


def test_base_sha_is_of_the_last_push_to_the_head_not_the_bases_tip(stage: Stage) -> None:
    old = stage.clone.git("rev-parse", "main")
    stage.clone.git("checkout", "-q", "main")
    new = stage.clone.commit("docs/more.md", "more\n")
    stage.clone.push("main")
    told = stage.dev.pull("baseRefOid baseRef { target { oid } }")
    assert told == {"baseRefOid": old, "baseRef": {"target": {"oid": new}}}
    stage.clone.git("checkout", "-q", "feature")
    stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    assert stage.dev.pull("baseRefOid") == {"baseRefOid": new}


def test_conflict_with_the_base_makes_it_unmergeable(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("feature.txt", "other\n")
    stage.clone.push("main")
    pull = stage.dev.get("pulls/1").expect(200)
    assert (pull["mergeable"], pull["mergeable_state"], pull["merge_commit_sha"]) == (False, "dirty", None)
    assert stage.dev.pull("mergeable potentialMergeCommit { oid }") == {
        "mergeable": "CONFLICTING",
        "potentialMergeCommit": None,
    }


def test_branch_pushed_into_the_base_by_hand_counts_as_merged(stage: Stage) -> None:
    stage.po.get("pulls/1/merge").expect(404)
    stage.clone.git("push", "-q", address(stage.github, stage.po.token or ""), "feature:main")
    told = stage.dev.pull("state merged mergedBy { login } mergeCommit { oid }")
    assert told == {
        "state": "MERGED",
        "merged": True,
        "mergedBy": {"login": "po"},
        "mergeCommit": {"oid": stage.clone.head},
    }
    stage.po.get("pulls/1/merge").expect(204)


def test_head_reset_to_the_base_closes_the_pull_request(stage: Stage) -> None:
    stage.clone.push("+main:feature")
    assert stage.dev.pull("state merged") == {"state": "CLOSED", "merged": False}


def test_draft_stays_a_draft_until_it_is_ready(stage: Stage) -> None:
    stage.clone.push("HEAD:refs/heads/other")
    stage.dev.post("pulls", title="Later", head="other", base="main", draft=True).expect(201)
    assert stage.dev.pull("isDraft mergeStateStatus", 2) == {"isDraft": True, "mergeStateStatus": "DRAFT"}
    refused = stage.dev.put("pulls/2/merge").expect(405)
    assert refused["message"] == "Pull Request is still a draft"
    stage.github.set_draft(2, draft=False, actor="dev")
    assert stage.dev.pull("isDraft", 2) == {"isDraft": False}
    stage.dev.put("pulls/2/merge").expect(200)


def test_commits_stop_at_250(stage: Stage) -> None:
    script = "".join(
        f"commit refs/heads/feature\ncommitter dev <dev@example.com> {1_772_000_000 + number} +0000\n"
        f"data 1\n{number % 10}\n{'from refs/heads/feature^0' if number == 0 else ''}\n"
        for number in range(260)
    )
    stage.clone.git("checkout", "-q", "main")
    stage.clone.git("fast-import", "--quiet", stdin=script)
    stage.clone.push("feature")
    shown = [
        commit["sha"]
        for page in (1, 2, 3, 4)
        for commit in stage.dev.get("pulls/1/commits", per_page=100, page=page).expect(200)
    ]
    assert len(shown) == len(set(shown)) == 250
    told = stage.dev.pull(
        "headRefOid commits(first: 100) { totalCount } tip: commits(last: 1) { nodes { commit { oid } } }"
    )
    assert told["commits"]["totalCount"] == 261
    assert told["tip"]["nodes"] == [{"commit": {"oid": told["headRefOid"]}}]
    assert told["headRefOid"] not in shown


def test_pull_request_from_a_fork_is_cross_repository(stage: Stage, tmp_path: Path) -> None:
    outsider = Person(stage.github, stage.github.add_user("outsider", permission="none"))
    fork = stage.github.add_fork("outsider")
    clone = Clone.init(tmp_path / "fork", stage.github, outsider.user)
    url = address(stage.github, outsider.user.token).replace("acme/", "outsider/")
    clone.git("remote", "set-url", "origin", url)
    clone.git("fetch", "-q", "origin")
    clone.git("checkout", "-q", "main")
    head = clone.commit("gift.txt", "gift\n")
    clone.push("HEAD:gift")
    outsider.post("pulls", title="A gift", head="outsider:gift", base="main").expect(201)
    told = stage.dev.pull(
        "isCrossRepository headRepository { databaseId nameWithOwner } commits(first: 5) { nodes { commit { oid } } }",
        2,
    )
    assert told["isCrossRepository"] is True
    assert told["headRepository"] == {"databaseId": fork.id, "nameWithOwner": "outsider/events"}
    assert told["commits"]["nodes"] == [{"commit": {"oid": head}}]
    newer = clone.commit("gift.txt", "a better gift\n")
    clone.push("HEAD:gift")
    assert stage.dev.get("pulls/2").expect(200)["head"]["sha"] == newer
    stage.dev.put("pulls/2/merge", sha=newer).expect(200)
    assert stage.dev.get("contents/gift.txt").expect(200)["size"] == len("a better gift\n")


def test_pull_request_outlives_its_fork(stage: Stage, tmp_path: Path) -> None:
    outsider = Person(stage.github, stage.github.add_user("outsider", permission="none"))
    stage.github.add_fork("outsider")
    clone = Clone.init(tmp_path / "fork", stage.github, outsider.user)
    clone.git(
        "remote",
        "set-url",
        "origin",
        address(stage.github, outsider.user.token).replace("acme/", "outsider/"),
    )
    clone.git("fetch", "-q", "origin")
    clone.git("checkout", "-q", "main")
    clone.commit("gift.txt", "gift\n")
    clone.push("HEAD:gift")
    outsider.post("pulls", title="A gift", head="outsider:gift", base="main").expect(201)
    stage.github.delete_fork("outsider")
    assert stage.dev.pull("headRepository { databaseId }", 2) == {"headRepository": None}
    assert stage.dev.get("pulls/2").expect(200)["head"]["repo"] is None


def test_deleted_author_is_a_ghost(stage: Stage) -> None:
    stage.github.delete_user("dev")
    assert stage.po.pull(
        "author { login } commits(first: 1) { nodes { commit { author { user { login } } } } }"
    ) == {
        "author": None,
        "commits": {"nodes": [{"commit": {"author": {"user": None}}}]},
    }
    assert stage.po.get("pulls/1").expect(200)["user"]["login"] == "ghost"
    assert stage.po.get("pulls").expect(200)[0]["user"] is None
    assert stage.po.get("issues/1").expect(200)["user"] is None
    stage.dev.get("pulls/1").expect(401)


def test_github_actions_opens_no_pull_request_unless_allowed(stage: Stage) -> None:
    token = stage.github.workflow_token({"contents": "write", "pull-requests": "write"})
    bot = Person(stage.github, stage.dev.user)
    bot.token = token
    stage.clone.push("HEAD:refs/heads/other")
    refused = bot.post("pulls", title="x", head="other", base="main").expect(403)
    assert refused["message"] == "GitHub Actions is not permitted to create or approve pull requests."
    stage.github.repository.actions_can_approve = True
    opened = bot.post("pulls", title="x", head="other", base="main").expect(201)
    assert (opened["user"]["login"], opened["user"]["type"]) == ("github-actions[bot]", "Bot")
    assert stage.dev.pull("author { __typename login ... on Bot { databaseId } }", 2)["author"] == {
        "__typename": "Bot",
        "login": "github-actions",
        "databaseId": 41898282,
    }


def test_requests_for_review_end_with_the_review(stage: Stage) -> None:
    stage.dev.post("pulls/1/requested_reviewers", reviewers=["po"]).expect(201)
    told = stage.dev.pull(
        "reviewRequests(first: 5) { nodes { requestedReviewer { ... on User { login } } } }"
    )
    assert told["reviewRequests"]["nodes"] == [{"requestedReviewer": {"login": "po"}}]
    stage.po.review("APPROVE")
    assert stage.dev.get("pulls/1").expect(200)["requested_reviewers"] == []
    refused = stage.dev.post("pulls/1/requested_reviewers", reviewers=["dev"]).expect(422)
    assert refused["message"] == "Review cannot be requested from pull request author."


def test_body_longer_than_65536_characters_is_refused(stage: Stage) -> None:
    stage.dev.patch("pulls/1", body="x" * 65_536).expect(200)
    refused = stage.dev.patch("pulls/1", body="x" * 65_537).expect(422)
    assert "is too long" in refused["errors"][0]["message"]


def test_times_never_coincide_unless_pinned(stage: Stage) -> None:
    stage.po.review("COMMENT", "one")
    stage.po.review("COMMENT", "two")
    moments = [review["submitted_at"] for review in stage.dev.get("pulls/1/reviews").expect(200)]
    assert moments[0] < moments[1]
    with stage.github.clock.pinned() as moment:
        stage.po.review("COMMENT", "three")
        stage.po.review("COMMENT", "four")
    pinned = [review["submitted_at"] for review in stage.dev.get("pulls/1/reviews").expect(200)][2:]
    assert pinned == [moment.strftime("%Y-%m-%dT%H:%M:%SZ")] * 2
    stage.github.clock.advance(3600)
    late = stage.po.review("COMMENT", "five")["submitted_at"]
    assert late > (moment + timedelta(seconds=3600)).strftime("%Y-%m-%dT%H:%M:%SZ")
