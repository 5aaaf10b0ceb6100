import pytest

from tests.emulator.stage import Person, Stage


def commits(stage: Stage, branch: str = "main") -> list[str]:
    """First lines of the history, newest first."""
    found = stage.dev.get("commits", sha=branch).expect(200)
    return [commit["commit"]["message"].splitlines()[0] for commit in found]


def test_merge_makes_a_commit_with_two_parents(stage: Stage) -> None:
    base, head = stage.clone.git("rev-parse", "main"), stage.clone.head
    merged = stage.po.put("pulls/1/merge", sha=head).expect(200)
    commit = stage.dev.get(f"commits/{merged['sha']}").expect(200)
    assert [parent["sha"] for parent in commit["parents"]] == [base, head]
    assert commit["commit"]["message"] == "Merge pull request #1 from acme/feature\n\nThe feature"
    assert (commit["author"]["login"], commit["committer"]["login"], commit["committer"]["id"]) == (
        "po",
        "web-flow",
        19864447,
    )
    assert commit["commit"]["committer"]["email"] == "noreply@github.com"
    pull = stage.dev.get("pulls/1").expect(200)
    assert (pull["state"], pull["merged"], pull["merged_by"]["login"]) == ("closed", True, "po")
    assert pull["merge_commit_sha"] == merged["sha"]
    assert (pull["commits"], pull["changed_files"], pull["base"]["sha"]) == (1, 1, base)


def test_squash_makes_one_commit_of_the_author(stage: Stage) -> None:
    stage.clone.commit("feature.txt", "two\n", "more\n\nCo-authored-by: Po <po@example.com>")
    stage.clone.push("feature")
    merged = stage.po.put("pulls/1/merge", merge_method="squash").expect(200)
    commit = stage.dev.get(f"commits/{merged['sha']}").expect(200)
    assert [parent["sha"] for parent in commit["parents"]] == [stage.clone.git("rev-parse", "main")]
    assert commit["commit"]["message"].startswith("The feature (#1)\n\n* add the feature")
    assert commit["commit"]["message"].endswith("Co-authored-by: Po <po@example.com>")
    assert (commit["author"]["login"], commit["committer"]["login"]) == ("dev", "web-flow")
    assert stage.dev.get("contents/feature.txt").expect(200)["size"] == 4


def test_squash_takes_title_and_message(stage: Stage) -> None:
    merged = stage.po.put(
        "pulls/1/merge", merge_method="squash", commit_title="Title", commit_message="Words"
    ).expect(200)
    commit = stage.dev.get(f"git/commits/{merged['sha']}").expect(200)
    assert commit["message"] == "Title\n\nWords"


def test_rebase_keeps_the_commits_and_renames_the_committer(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("docs/more.md", "more\n", "meanwhile")
    stage.clone.push("main")
    stage.clone.git("checkout", "-q", "feature")
    stage.clone.commit("feature.txt", "two\n", "second step")
    stage.clone.push("feature")
    merged = stage.po.put("pulls/1/merge", merge_method="rebase").expect(200)
    assert commits(stage) == ["second step", "add the feature", "meanwhile", "first"]
    commit = stage.dev.get(f"commits/{merged['sha']}").expect(200)
    assert (commit["author"]["login"], commit["committer"]["login"]) == ("dev", "po")
    own = stage.dev.get("commits/main/pulls").expect(200)
    assert [pull["number"] for pull in own] == [1]


def test_rebase_refuses_merge_commits(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("docs/more.md", "more\n")
    stage.clone.push("main")
    stage.clone.git("checkout", "-q", "feature")
    stage.clone.git("merge", "-q", "--no-edit", "main")
    stage.clone.push("feature")
    refused = stage.po.put("pulls/1/merge", merge_method="rebase").expect(405)
    assert refused["message"] == "This branch can't be rebased"


def test_moved_head_refuses_the_merge_with_409(stage: Stage) -> None:
    seen = stage.clone.head
    stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    refused = stage.po.put("pulls/1/merge", sha=seen).expect(409)
    assert refused["message"] == "Head branch was modified. Review and try the merge again."
    assert stage.dev.get("pulls/1").expect(200)["merged"] is False


def test_conflict_and_second_merge_are_405(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("feature.txt", "other\n")
    stage.clone.push("main")
    assert stage.po.put("pulls/1/merge").expect(405)["message"] == "Pull Request is not mergeable"
    stage.clone.git("revert", "--no-edit", "HEAD")
    stage.clone.push("main")
    stage.clone.git("checkout", "-q", "-b", "clean", "main")
    stage.clone.commit("clean.txt", "clean\n")
    stage.clone.push("clean")
    stage.dev.post("pulls", title="Clean", head="clean", base="main").expect(201)
    stage.po.put("pulls/2/merge").expect(200)
    stage.po.put("pulls/2/merge").expect(405)


def test_required_status_must_be_green_on_the_head(stage: Stage) -> None:
    stage.github.repository.required_contexts = ("aidlc/gate",)
    refused = stage.po.put("pulls/1/merge").expect(405)
    assert refused["message"] == 'Required status check "aidlc/gate" is expected.'
    head = stage.clone.head
    stage.dev.post(f"statuses/{head}", state="success", context="aidlc/gate").expect(201)
    stage.dev.post(f"statuses/{head}", state="failure", context="aidlc/gate").expect(201)
    refused = stage.po.put("pulls/1/merge").expect(405)
    assert refused["message"] == 'Required status check "aidlc/gate" is failure.'
    stage.dev.post(f"statuses/{head}", state="success", context="aidlc/gate").expect(201)
    stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    stage.po.put("pulls/1/merge").expect(405)
    stage.dev.post(f"statuses/{stage.clone.head}", state="success", context="aidlc/gate").expect(201)
    stage.po.put("pulls/1/merge").expect(200)


@pytest.mark.parametrize(("enforced", "status"), [(False, 200), (True, 405)])
def test_administrator_walks_past_required_statuses_unless_enforced(
    stage: Stage, enforced: bool, status: int
) -> None:
    stage.github.repository.required_contexts = ("aidlc/gate",)
    stage.github.repository.enforce_admins = enforced
    stage.admin.put("pulls/1/merge").expect(status)


def test_merging_takes_the_right_to_push(stage: Stage) -> None:
    reader = Person(stage.github, stage.github.add_user("reader", permission="triage"))
    reader.put("pulls/1/merge").expect(403)
    bot = Person(stage.github, stage.dev.user)
    bot.token = stage.github.workflow_token({"contents": "read", "pull-requests": "write"})
    assert bot.put("pulls/1/merge").expect(403)["message"] == "Resource not accessible by integration"


def test_merge_is_told_in_timeline_activity_and_graphql(stage: Stage) -> None:
    merged = stage.po.put("pulls/1/merge").expect(200)
    kinds = [line["event"] for line in stage.dev.get("issues/1/timeline").expect(200)]
    assert kinds == ["committed", "merged", "closed"]
    activity = stage.dev.get("activity", ref="main").expect(200)[0]
    assert (activity["activity_type"], activity["actor"]["login"]) == ("pr_merge", "po")
    assert activity["after"] == merged["sha"]
    told = stage.dev.pull(
        "state merged mergedAt mergeCommit { oid } mergedBy { login } potentialMergeCommit { oid }"
    )
    assert told["state"] == "MERGED"
    assert told["mergeCommit"] == {"oid": merged["sha"]}
    assert told["potentialMergeCommit"] is None


def test_commit_leads_to_the_pull_request_that_brought_it(stage: Stage) -> None:
    head = stage.clone.head
    assert [pull["number"] for pull in stage.dev.get(f"commits/{head}/pulls").expect(200)] == [1]
    merged = stage.po.put("pulls/1/merge", merge_method="squash").expect(200)
    query = (
        'query($oid: GitObjectID!) { repository(owner: "acme", name: "events") { object(oid: $oid) { ... on Commit {'
        " associatedPullRequests(first: 5) { nodes { number mergeCommit { oid } } } } } } }"
    )
    answer = stage.dev.graphql(query, oid=merged["sha"])
    assert answer["data"]["repository"]["object"]["associatedPullRequests"]["nodes"] == [
        {"number": 1, "mergeCommit": {"oid": merged["sha"]}}
    ]
    first = stage.clone.git("rev-parse", "main")
    assert stage.dev.get(f"commits/{first}/pulls").expect(200) == []


def test_second_pull_request_into_the_same_base_is_tried_again(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "-b", "rival", "main")
    stage.clone.commit("feature.txt", "rival\n")
    stage.clone.push("rival")
    stage.dev.post("pulls", title="Rival", head="rival", base="main").expect(201)
    stage.po.put("pulls/1/merge").expect(200)
    assert stage.dev.get("pulls/2").expect(200)["mergeable"] is False
