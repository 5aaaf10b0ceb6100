import base64

from tests.emulator.stage import Stage


def text(content: str) -> str:
    """The text behind GitHub's base64."""
    return base64.b64decode(content).decode()


def test_tree_commit_and_blob_are_gits_own(stage: Stage) -> None:
    head = stage.clone.head
    commit = stage.dev.get(f"git/commits/{head}").expect(200)
    assert commit["tree"]["sha"] == stage.clone.git("rev-parse", "HEAD^{tree}")
    tree = stage.dev.get(f"git/trees/{commit['tree']['sha']}", recursive="1").expect(200)
    assert [(entry["path"], entry["type"], entry["mode"]) for entry in tree["tree"]] == [
        ("docs", "tree", "040000"),
        ("docs/readme.md", "blob", "100644"),
        ("feature.txt", "blob", "100644"),
    ]
    assert tree["truncated"] is False
    flat = stage.dev.get("git/trees/feature").expect(200)
    assert [entry["path"] for entry in flat["tree"]] == ["docs", "feature.txt"]
    blob = stage.dev.get(f"git/blobs/{tree['tree'][2]['sha']}").expect(200)
    assert (text(blob["content"]), blob["size"], blob["encoding"]) == ("one\n", 4, "base64")
    for path in ("git/trees/nothing", f"git/blobs/{head}", f"git/commits/{tree['sha']}"):
        stage.dev.get(path).expect(404)


def test_truncated_tree_says_so_and_lacks_entries(stage: Stage) -> None:
    stage.github.repository.truncate_trees = True
    tree = stage.dev.get("git/trees/feature", recursive="1").expect(200)
    assert tree["truncated"] is True
    assert len(tree["tree"]) == 1


def test_contents_of_files_and_folders_at_any_ref(stage: Stage) -> None:
    shown = stage.dev.get("contents/docs/readme.md").expect(200)
    assert (text(shown["content"]), shown["type"], shown["path"]) == ("hello\n", "file", "docs/readme.md")
    listed = stage.dev.get("contents/", ref="feature").expect(200)
    assert [(entry["name"], entry["type"]) for entry in listed] == [("docs", "dir"), ("feature.txt", "file")]
    stage.dev.get("contents/feature.txt").expect(404)
    stage.dev.get("contents/feature.txt", ref=stage.clone.head).expect(200)
    refused = stage.dev.get("contents/feature.txt", ref="nothing").expect(404)
    assert refused["message"] == "No commit found for the ref nothing"


def test_symbolic_link_shows_the_file_it_leads_to_or_itself(stage: Stage) -> None:
    for name, target in (
        ("near", "docs/readme.md"),
        ("far", "../../etc/passwd"),
        ("docs/up", "../feature.txt"),
    ):
        (stage.clone.folder / name).symlink_to(target)
    stage.clone.git("add", ".")
    stage.clone.git("commit", "-q", "-m", "links")
    stage.clone.push("feature")
    near = stage.dev.get("contents/near", ref="feature").expect(200)
    assert (near["type"], text(near["content"])) == ("file", "hello\n")
    assert text(stage.dev.get("contents/docs/up", ref="feature").expect(200)["content"]) == "one\n"
    far = stage.dev.get("contents/far", ref="feature").expect(200)
    assert (far["type"], far["target"]) == ("symlink", "../../etc/passwd")
    tree = stage.dev.get("git/trees/feature").expect(200)["tree"]
    assert {entry["path"]: entry["mode"] for entry in tree}["far"] == "120000"


def test_commits_of_a_branch_newest_first_and_by_path(stage: Stage) -> None:
    listed = stage.dev.get("commits", sha="feature").expect(200)
    assert [commit["commit"]["message"] for commit in listed] == ["add the feature", "first"]
    only = stage.dev.get("commits", sha="feature", path="docs").expect(200)
    assert [commit["commit"]["message"] for commit in only] == ["first"]
    one = stage.dev.get("commits/feature").expect(200)
    assert one["stats"] == {"additions": 1, "deletions": 0, "total": 1}
    assert [file["filename"] for file in one["files"]] == ["feature.txt"]
    first = stage.dev.get(f"commits/{listed[1]['sha']}").expect(200)
    assert [file["status"] for file in first["files"]] == ["added"]
    stage.dev.get("commits/nothing").expect(422)


def test_compare_tells_ahead_behind_and_the_merge_base(stage: Stage) -> None:
    base = stage.clone.git("rev-parse", "main")
    ahead = stage.dev.get("compare/main...feature").expect(200)
    assert (ahead["status"], ahead["ahead_by"], ahead["behind_by"], ahead["total_commits"]) == (
        "ahead",
        1,
        0,
        1,
    )
    assert ahead["merge_base_commit"]["sha"] == base
    assert [file["filename"] for file in ahead["files"]] == ["feature.txt"]
    assert stage.dev.get("compare/feature...main").expect(200)["status"] == "behind"
    assert stage.dev.get("compare/main...main").expect(200)["status"] == "identical"
    stage.clone.git("checkout", "-q", "main")
    stage.clone.commit("docs/more.md", "more\n")
    stage.clone.push("main")
    assert stage.dev.get("compare/acme:main...acme:feature").expect(200)["status"] == "diverged"
    for wrong in ("main..feature", "main...nothing", "main...someone:feature"):
        stage.dev.get(f"compare/{wrong}").expect(404)


def test_commits_of_a_comparison_come_in_pages(stage: Stage) -> None:
    first, second = stage.clone.head, stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    for page, sha in ((1, first), (2, second)):
        told = stage.dev.get("compare/main...feature", per_page=1, page=page).expect(200)
        assert ([commit["sha"] for commit in told["commits"]], told["total_commits"]) == ([sha], 2)


def test_compare_of_unrelated_histories_is_404(stage: Stage) -> None:
    stage.clone.git("checkout", "-q", "--orphan", "other")
    stage.clone.git("commit", "-q", "-m", "unrelated")
    stage.clone.push("other")
    refused = stage.dev.get("compare/main...other").expect(404)
    assert refused["message"] == "No common ancestor between main and other."
    refused = stage.dev.post("pulls", title="x", head="other", base="main").expect(422)
    assert refused["errors"][0]["message"] == "The other branch has no history in common with main"


def test_refs_are_read_made_moved_and_deleted(stage: Stage) -> None:
    main, head = stage.clone.git("rev-parse", "main"), stage.clone.head
    assert stage.dev.get("git/ref/heads/feature").expect(200)["object"]["sha"] == head
    stage.dev.get("git/ref/heads/nothing").expect(404)
    made = stage.dev.post("git/refs", ref="refs/heads/topic/new", sha=main).expect(201)
    assert made["object"] == {"type": "commit", "sha": main, "url": made["object"]["url"]}
    stage.dev.post("git/refs", ref="refs/heads/topic/new", sha=main).expect(422)
    stage.dev.post("git/refs", ref="topic", sha=main).expect(422)
    stage.dev.post("git/refs", ref="refs/heads/z", sha="0" * 40).expect(422)
    stage.dev.patch("git/refs/heads/topic/new", sha=head).expect(200)
    refused = stage.dev.patch("git/refs/heads/topic/new", sha=main).expect(422)
    assert refused["message"] == "Update is not a fast forward"
    stage.dev.patch("git/refs/heads/topic/new", sha=main, force=True).expect(200)
    assert [ref["ref"] for ref in stage.dev.get("git/matching-refs/heads/topic").expect(200)] == [
        "refs/heads/topic/new"
    ]
    assert stage.dev.get("branches/topic/new").expect(200)["name"] == "topic/new"
    stage.dev.delete("git/refs/heads/topic/new").expect(204)
    stage.dev.delete("git/refs/heads/topic/new").expect(422)
    stage.dev.delete("git/refs/pull/1/head").expect(422)
    assert [branch["name"] for branch in stage.dev.get("branches").expect(200)] == ["feature", "main"]


def test_branch_names_with_slashes_are_commits_too(stage: Stage) -> None:
    stage.clone.push("HEAD:refs/heads/aidlc/event/inception")
    assert stage.dev.get("commits/aidlc%2Fevent%2Finception").expect(200)["sha"] == stage.clone.head
    assert stage.dev.get("commits/aidlc%2Fevent%2Finception/status").expect(200)["sha"] == stage.clone.head
    assert stage.dev.get("compare/main...aidlc%2Fevent%2Finception").expect(200)["ahead_by"] == 1
    made = stage.dev.post("pulls", title="x", head="aidlc/event/inception", base="main").expect(201)
    assert made["head"]["ref"] == "aidlc/event/inception"


def test_repository_says_who_it_is_by_name_and_by_id(stage: Stage) -> None:
    by_name = stage.dev.get("").expect(200)
    by_id = stage.dev.get(f"/repositories/{by_name['id']}").expect(200)
    assert by_name == by_id
    assert (by_name["full_name"], by_name["default_branch"], by_name["private"]) == (
        "acme/events",
        "main",
        False,
    )
    assert by_name["permissions"]["push"] is True
    stage.dev.get("/repositories/1").expect(404)
    stage.dev.get("/repos/acme/nothing").expect(404)
    stage.dev.get("/nothing").expect(404)
    stage.github.requests.pop()  # GitHub's description knows no such address either


def test_dispatch_is_kept_for_the_test(stage: Stage) -> None:
    stage.dev.post("dispatches", event_type="recheck", client_payload={"number": 1}).expect(204)
    assert stage.github.repository.dispatches == [
        {"event_type": "recheck", "client_payload": {"number": 1}, "sender": "dev"}
    ]
