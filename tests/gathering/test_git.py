"""Git objects as facts, from real repositories."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.adapters.git.bare import BareRepository, is_ref, open_bare
from aidlc.adapters.git.objects import read_blobs, read_changes, read_entries
from aidlc.adapters.git.process import check_version, checked_id, run_git, try_git
from aidlc.domain.errors import GitError, InputError
from tests.e2e_gate.stage import GateStage

GONE = "1" * 40


@pytest.fixture
def bare(stage: GateStage) -> Iterator[BareRepository]:
    with open_bare(stage.github.clone_url, stage.token, example=stage.clone.head) as made:
        yield made


def fetch(stage: GateStage, bare: BareRepository) -> str:
    """Push what is checked out and fetch it; the commit."""
    stage.clone.git("push", "-q", "--force", "origin", "HEAD:refs/heads/work")
    bare.fetch_refs("refs/heads/work")
    return stage.clone.head


def test_commit_that_is_gone_stays_missing_and_the_others_come(
    stage: GateStage, bare: BareRepository
) -> None:
    bare.fetch_commits([GONE, stage.clone.head])
    assert (bare.has(GONE), bare.has(stage.clone.head)) == (False, True)


def test_fetch_from_nowhere_is_an_error_that_names_no_secret(tmp_path: Path) -> None:
    with (
        open_bare("http://127.0.0.1:9/acme/events.git", "ghs_secret", example=GONE) as bare,
        pytest.raises(GitError) as caught,
    ):
        bare.fetch_commits([GONE])
    assert "ghs_secret" not in str(caught.value)


def test_wrong_token_is_an_error(stage: GateStage) -> None:
    with open_bare(stage.github.clone_url, "wrong", example=GONE) as bare, pytest.raises(GitError):
        bare.fetch_refs("refs/heads/main")


def test_rename_is_a_deletion_and_an_addition(stage: GateStage, bare: BareRepository) -> None:
    old = stage.clone.head
    stage.clone.git("mv", "README.md", "docs/README.md")
    stage.clone.git("commit", "-q", "-m", "move")
    new = fetch(stage, bare)
    changes = {change.path: change for change in bare.changes(old, new)}
    assert set(changes) == {"README.md", "docs/README.md"}
    assert changes["README.md"].new is None
    assert changes["docs/README.md"].old is None


def test_links_modules_modes_and_odd_names_are_told_as_they_are(
    stage: GateStage, bare: BareRepository
) -> None:
    old = stage.clone.head
    folder = stage.clone.folder
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "run.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "run.sh").chmod(0o755)
    (folder / "two\nlines\t.md").write_text("x", encoding="utf-8")
    (folder / os.fsdecode(b"latin\xe9")).write_text("x", encoding="utf-8")
    stage.clone.git("add", ".")
    stage.clone.git("update-index", "--add", "--cacheinfo", f"160000,{old},module")
    stage.clone.git("commit", "-q", "-m", "odd")
    new = fetch(stage, bare)
    entries = bare.entries(new)
    assert entries["link"].mode == "120000"
    assert entries["run.sh"].mode == "100755"
    assert (entries["module"].mode, entries["module"].type, entries["module"].oid) == (
        "160000",
        "commit",
        old,
    )
    assert "two\nlines\t.md" in entries
    assert b"latin\xe9".decode("utf-8", "surrogateescape") in entries
    assert {change.path for change in bare.changes(old, new)} == set(entries) - set(bare.entries(old))


def test_clean_merge_gives_a_tree_and_a_conflict_none(stage: GateStage, bare: BareRepository) -> None:
    base = stage.clone.head
    stage.write({"docs/a.md": "a\n"})
    ours = fetch(stage, bare)
    stage.clone.git("checkout", "-q", "--detach", base)
    stage.write({"docs/b.md": "b\n"})
    theirs = fetch(stage, bare)
    tree = bare.merge(ours, theirs)
    assert tree is not None
    assert [change.path for change in bare.changes(ours, tree)] == ["docs/b.md"]
    assert bare.merge_bases(ours, theirs) == (base,)
    stage.clone.git("checkout", "-q", "--detach", base)
    stage.write({"docs/a.md": "another\n"})
    assert bare.merge(ours, fetch(stage, bare)) is None


def test_branches_own_choice_of_merge_driver_does_not_merge(stage: GateStage, bare: BareRepository) -> None:
    base = stage.clone.head
    stage.write({".gitattributes": "docs/** merge=union\n", "docs/notes.md": "one\n"})
    ours = fetch(stage, bare)
    stage.clone.git("checkout", "-q", "--detach", base)
    stage.write({"docs/notes.md": "two\n"})
    assert bare.merge(ours, fetch(stage, bare)) is None


def test_unrelated_histories_have_no_merge_base(stage: GateStage, bare: BareRepository) -> None:
    base = stage.clone.head
    bare.fetch_refs("refs/heads/main")
    stage.clone.git("checkout", "-q", "--orphan", "alone")
    stage.write({"alone.md": "x\n"})
    assert bare.merge_bases(base, fetch(stage, bare)) == ()


def test_first_parent_line_leaves_out_what_was_merged_in(stage: GateStage, bare: BareRepository) -> None:
    base = stage.clone.head
    stage.write({"docs/side.md": "side\n"})
    side = stage.clone.head
    stage.clone.git("checkout", "-q", "--detach", base)
    stage.write({"other.md": "x\n"})
    stage.clone.git("merge", "-q", "--no-ff", "--no-edit", side)
    tip = fetch(stage, bare)
    assert side not in bare.first_parents(tip)
    assert bare.first_parents(tip, since=base, paths=["docs"]) == (tip,)
    assert set(bare.commits(tip, base)) == {tip, side, bare.parents(tip)[0]}


def test_blobs_beyond_the_limit_are_left_out(stage: GateStage, bare: BareRepository) -> None:
    stage.write({"docs/big.md": "x" * 100, "docs/small.md": "x\n"})
    entries = bare.entries(fetch(stage, bare), "docs")
    found = bare.blobs((entry.oid for entry in entries.values()), limit=50)
    assert entries["docs/small.md"].oid in found
    assert entries["docs/big.md"].oid not in found
    assert bare.sizes([entries["docs/big.md"].oid, GONE]) == {entries["docs/big.md"].oid: 100}


@pytest.mark.parametrize("name", ["main", "HEAD", "main~1", "1" * 39, "--all", "1" * 41, "G" * 40, ""])
def test_only_full_object_ids_are_revisions(name: str) -> None:
    with pytest.raises(GitError):
        checked_id(name)


@pytest.mark.parametrize(
    "name",
    [
        "main",
        "refs/heads/a:b",
        "refs/heads/*",
        "refs/heads/a..b",
        "refs/heads/a b",
        "refs/heads/@{1}",
        "refs/",
        "+refs/heads/x",
    ],
)
def test_only_plain_full_refs_are_fetched(name: str) -> None:
    assert not is_ref(name)


@pytest.mark.parametrize("name", ["refs/heads/main", "refs/pull/7/head", "refs/heads/dev/é-1.x_#%"])
def test_ordinary_refs_are_fetched(name: str) -> None:
    assert is_ref(name)


def test_output_that_was_cut_is_no_answer() -> None:
    entry = b"100644 blob " + b"1" * 40 + b"\tREADME.md"
    assert list(read_entries(entry + b"\0")) == ["README.md"]
    with pytest.raises(GitError):
        read_entries(entry)
    with pytest.raises(GitError):
        read_changes(b":100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" M\0")
    with pytest.raises(GitError):
        read_changes(b"rubbish\0path\0")
    with pytest.raises(GitError):
        read_blobs(b"rubbish")


def test_tree_that_lists_a_path_twice_is_refused() -> None:
    line = b"100644 blob " + b"1" * 40 + b"\tREADME.md\0"
    with pytest.raises(GitError, match="twice"):
        read_entries(line + line)


def test_configuration_of_the_machine_and_hooks_of_the_repository_stay_out(
    stage: GateStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "gitconfig"
    config.write_text("[user]\n\tname = Somebody\n[alias]\n\tversion = !false\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    hook = stage.clone.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    assert try_git(["config", "user.name"], cwd=stage.clone.folder)[:2] == (1, b"")
    names = {"GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.com"}
    names |= {"GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@example.com"}
    run_git(["commit", "-q", "--allow-empty", "-m", "x"], cwd=stage.clone.folder, env=names)


@pytest.mark.parametrize("url", ["ext::sh -c id", "file:///tmp", "ssh://127.0.0.1/x", "git://127.0.0.1/x"])
def test_only_http_is_spoken(tmp_path: Path, url: str) -> None:
    run_git(["init", "-q", "--bare", "."], cwd=tmp_path)
    with pytest.raises(GitError, match=r"not allowed"):
        run_git(["fetch", "-q", url], cwd=tmp_path)


def test_secrets_in_the_configuration_show_in_no_message(tmp_path: Path) -> None:
    with pytest.raises(GitError) as caught:
        run_git(
            ["fetch", "-q", "http://127.0.0.1:9/supersecret"], cwd=tmp_path, config=[("x.y", "supersecret")]
        )
    assert "supersecret" not in str(caught.value)


def test_git_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, "exec tail -f /dev/null")
    with pytest.raises(GitError, match="given up"):
        run_git(["version"], cwd=tmp_path, timeout=0.1)


def test_old_git_is_refused_with_the_version_that_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, monkeypatch, "echo git version 2.34.1")
    with pytest.raises(InputError, match=r"2\.38"):
        check_version(cwd=tmp_path)


def test_missing_git_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="isn't installed"):
        run_git(["version"], cwd=tmp_path)


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put another git before the real one."""
    program = folder / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    search = subprocess.run(["sh", "-c", "echo $PATH"], capture_output=True, text=True, check=True)
    monkeypatch.setenv("PATH", f"{program.parent}:{search.stdout.strip()}")


@pytest.mark.parametrize("path", [b"src/cart/../../deploy/x.py", b"./x", b"a//b", b".."])
def test_tree_whose_path_leads_elsewhere_is_refused(path: bytes) -> None:
    ids = b"1" * 40 + b" " + b"2" * 40
    with pytest.raises(GitError, match="leads elsewhere"):
        read_changes(b":100644 100644 " + ids + b" M\0" + path + b"\0")
    with pytest.raises(GitError, match="leads elsewhere"):
        read_entries(b"100644 blob " + b"1" * 40 + b"\t" + path + b"\0")
