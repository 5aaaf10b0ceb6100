"""The ledger on a real git repository: nothing lost, nothing followed, nothing half written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import threading
from pathlib import Path

import pytest

from aidlc.adapters.codec import MAX_RECORD_BYTES, encode
from aidlc.adapters.ledger import Ledger, Outcome, Saved
from aidlc.adapters.ledger_lock import LOCK_NAME
from aidlc.domain.errors import InputError, RecordConflict, RecordProblems
from aidlc.domain.records import Address, Kind
from schemas.construction import Bolt
from schemas.records import Intent, Workspace

ADDRESS = Address(Kind.INTENT, "events")
PATH = "aidlc-records/events/inception/intent.md"


def _intent(title: str = "Events") -> Intent:
    return Intent(schema_="aidlc/intent/v1", title=title, workspace=Workspace.GREENFIELD)


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    repository = tmp_path / "repository"
    repository.mkdir()
    _git(repository, "init", "-q", "-b", "main")
    return repository


@pytest.fixture
def ledger(root: Path) -> Ledger:
    return Ledger(root)


def _save(
    ledger: Ledger, title: str = "Events", *, body: str = "\ntext", expected: str | None = None
) -> Saved:
    return ledger.save(ADDRESS, _intent(title), body, expected=expected)


def test_a_saved_record_is_read_back_with_its_digest(ledger: Ledger, root: Path) -> None:
    saved = _save(ledger)
    read = ledger.read(ADDRESS)

    assert (saved.path, saved.outcome) == (PATH, Outcome.CREATED)
    assert (read.record, read.body, read.sha256) == (_intent(), "\ntext", saved.sha256)
    assert saved.sha256 == hashlib.sha256((root / PATH).read_bytes()).hexdigest()
    assert [file.address for file in ledger.load().files] == [ADDRESS]


def test_saving_the_same_again_changes_nothing(ledger: Ledger, root: Path) -> None:
    first = _save(ledger)
    inode = (root / PATH).stat().st_ino
    again = _save(ledger, expected=first.sha256)
    assert again.outcome is Outcome.UNCHANGED
    assert (root / PATH).stat().st_ino == inode


def test_an_update_needs_the_digest_of_what_was_read(ledger: Ledger) -> None:
    first = _save(ledger)
    assert _save(ledger, "Changed", expected=first.sha256).outcome is Outcome.UPDATED
    with pytest.raises(RecordConflict, match="changed since it was read"):
        _save(ledger, "Late", expected=first.sha256)
    assert getattr(ledger.read(ADDRESS).record, "title", "") == "Changed"


def test_a_hand_edit_is_reported_and_kept(ledger: Ledger, root: Path) -> None:
    saved = _save(ledger)
    edited = (root / PATH).read_bytes() + b"by hand"
    (root / PATH).write_bytes(edited)
    with pytest.raises(RecordConflict, match="nothing was written"):
        _save(ledger, "Late", expected=saved.sha256)
    assert (root / PATH).read_bytes() == edited


def test_creating_what_exists_and_updating_what_is_gone_are_conflicts(ledger: Ledger, root: Path) -> None:
    saved = _save(ledger)
    with pytest.raises(RecordConflict, match="exists already"):
        _save(ledger, "Other")
    (root / PATH).unlink()
    with pytest.raises(RecordConflict, match="was deleted"):
        _save(ledger, "Other", expected=saved.sha256)
    assert not (root / PATH).exists()


def test_an_unreadable_record_is_never_overwritten_unknowingly(ledger: Ledger, root: Path) -> None:
    (root / PATH).parent.mkdir(parents=True)
    (root / PATH).write_bytes(b"---\nhalf")
    with pytest.raises(RecordProblems, match=r"intent\.md:2"):
        ledger.read(ADDRESS)
    with pytest.raises(RecordConflict, match="exists already"):
        _save(ledger)
    assert (root / PATH).read_bytes() == b"---\nhalf"


def test_a_record_that_is_not_there_names_the_tool_to_call(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="call `record_intent`"):
        ledger.read(ADDRESS)
    with pytest.raises(InputError, match="call `record_artifact`"):
        ledger.read(Address(Kind.PRFAQ, "events"))


def test_a_record_of_another_kind_is_not_written_there(ledger: Ledger, root: Path) -> None:
    bolt = Bolt(schema_="aidlc/bolt/v1", unit="check-in", goal="x")
    with pytest.raises(RecordProblems, match=r"intent\.md:2: schema: a record at this path"):
        ledger.save(ADDRESS, bolt, "", expected=None)
    assert not (root / PATH).exists()


def test_what_could_not_be_read_back_is_not_written(ledger: Ledger, root: Path) -> None:
    with pytest.raises(RecordProblems, match="262,144"):
        _save(ledger, body="x" * MAX_RECORD_BYTES)
    with pytest.raises(RecordProblems, match=r"U\+001B"):
        _save(ledger, body="\x1b[2J")
    assert not (root / "aidlc-records").exists()


def test_no_path_is_built_from_what_is_no_identifier(ledger: Ledger, tmp_path: Path) -> None:
    for intent in ("..", "../outside", "/tmp/x", "a/b", "A", ""):
        with pytest.raises(InputError, match="identifiers"):
            ledger.save(Address(Kind.INTENT, intent), _intent(), "", expected=None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["repository"]


@pytest.mark.parametrize(
    "part", ["aidlc-records", "aidlc-records/events", "aidlc-records/events/inception", PATH]
)
def test_a_symbolic_link_on_the_way_is_not_followed(
    ledger: Ledger, root: Path, tmp_path: Path, part: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "intent.md").write_bytes(encode(_intent("Outside"), ""))
    before = (outside / "intent.md").read_bytes()
    (root / part).parent.mkdir(parents=True, exist_ok=True)
    (root / part).symlink_to(outside / "intent.md" if part == PATH else outside)

    digest = hashlib.sha256(before).hexdigest()
    for expected in (None, digest):
        with pytest.raises(InputError, match="symbolic link"):
            _save(ledger, expected=expected)
    with pytest.raises(InputError, match="symbolic link"):
        ledger.read(ADDRESS)
    tree = ledger.load()
    assert not tree.files
    assert ["symbolic link" in problem.message for problem in tree.problems] == [True]
    assert [path.name for path in outside.iterdir()] == ["intent.md"]
    assert (outside / "intent.md").read_bytes() == before


def test_a_name_in_another_case_is_refused(ledger: Ledger, root: Path) -> None:
    (root / "aidlc-records" / "Events").mkdir(parents=True)
    with pytest.raises(InputError, match="the same name on some systems"):
        _save(ledger)
    (root / "aidlc-records" / "Events").rmdir()
    (root / PATH).parent.mkdir(parents=True)
    (root / PATH).with_name("INTENT.md").touch()
    with pytest.raises(InputError, match="the same name on some systems"):
        _save(ledger)


def test_what_is_no_record_is_shown_beside_what_is(ledger: Ledger, root: Path) -> None:
    _save(ledger)
    records = root / "aidlc-records"
    (records / "notes.md").write_text("x", encoding="utf-8")
    (records / "events" / "inception" / "prfaq.md").write_bytes(b"\xff\xfe")
    os.mkfifo(records / "events" / "inception" / "risks.md")
    (records / "nested" / ".git").mkdir(parents=True)
    (records / "large").symlink_to("/")
    (records / "events" / "inception" / "nfrs.md").write_bytes(b"x" * (MAX_RECORD_BYTES + 1))

    tree = ledger.load()
    assert [file.path for file in tree.files] == [PATH]
    assert {problem.path for problem in tree.problems} == {
        "aidlc-records/notes.md",
        "aidlc-records/events/inception/prfaq.md",
        "aidlc-records/events/inception/risks.md",
        "aidlc-records/events/inception/nfrs.md",
        "aidlc-records/nested",
        "aidlc-records/large",
    }


def test_records_that_are_no_folder_or_a_repository_of_their_own_are_a_problem(
    ledger: Ledger, root: Path
) -> None:
    records = root / "aidlc-records"
    records.write_text("x", encoding="utf-8")
    assert "plain file" in ledger.load().problems[0].message
    with pytest.raises(InputError, match="need a folder"):
        _save(ledger)
    records.unlink()
    (records / ".git").mkdir(parents=True)
    assert "submodule" in ledger.load().problems[0].message


def test_an_empty_repository_has_an_empty_tree(ledger: Ledger) -> None:
    tree = ledger.load()
    assert (tree.files, tree.problems) == ((), ())


def test_the_ledger_finds_the_top_level_from_below(root: Path) -> None:
    (root / "src" / "deep").mkdir(parents=True)
    below = Ledger(root / "src" / "deep")
    assert below.root == root
    _save(below)
    assert (root / PATH).exists()


def test_outside_of_a_repository_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="isn't in a git repository"):
        Ledger(tmp_path)
    (tmp_path / ".git").write_text("nonsense", encoding="utf-8")
    with pytest.raises(InputError, match="names none"):
        Ledger(tmp_path)
    (tmp_path / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    with pytest.raises(InputError, match="doesn't exist"):
        Ledger(tmp_path)


def test_worktrees_have_their_own_records_and_one_lock(root: Path, tmp_path: Path) -> None:
    _git(root, "commit", "-q", "--allow-empty", "-m", "start")
    other = tmp_path / "other"
    _git(root, "worktree", "add", "-q", str(other))
    ours, theirs = Ledger(root), Ledger(other)
    _save(ours)
    assert theirs.load().files == ()
    with theirs.locked():
        assert sorted(root.glob(f".git/**/{LOCK_NAME}")) == [root / ".git" / LOCK_NAME]
    assert not (root / LOCK_NAME).exists()


def test_several_saves_are_one_step_for_others(ledger: Ledger, root: Path) -> None:
    seen: list[str] = []
    started = threading.Event()

    def write_late() -> None:
        other = Ledger(root)
        started.set()
        with other.locked():
            seen.extend(file.path for file in other.load().files)

    thread = threading.Thread(target=write_late)
    with ledger.locked():
        thread.start()
        assert started.wait(30)
        _save(ledger)
        ledger.save(Address(Kind.INTENT, "more"), _intent(), "", expected=None)
    thread.join(30)
    assert len(seen) == 2


def test_a_held_lock_is_reported_in_one_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aidlc.adapters.ledger.LOCK_SECONDS", 0.0)
    impatient = Ledger(root)
    with Ledger(root).locked(), pytest.raises(RecordConflict, match="Another process has been writing"):
        _save(impatient)
    assert _save(impatient).outcome is Outcome.CREATED


def test_leftovers_are_no_records_and_go_with_the_next_save(ledger: Ledger, root: Path) -> None:
    folder = (root / PATH).parent
    folder.mkdir(parents=True)
    ours = folder / ".aidlc-0123456789abcdef.tmp"
    ours.write_bytes(encode(_intent(), ""))
    theirs = folder / ".aidlc-note.tmp"
    theirs.write_text("a person's", encoding="utf-8")

    assert [problem.path for problem in ledger.load().problems] == [str(theirs.relative_to(root))]
    _save(ledger)
    assert not ours.exists()
    assert theirs.exists()


def test_a_file_keeps_its_permissions(ledger: Ledger, root: Path) -> None:
    saved = _save(ledger)
    (root / PATH).chmod(0o755)
    _save(ledger, "Changed", expected=saved.sha256)
    assert (root / PATH).stat().st_mode & 0o777 == 0o755


def test_a_full_disk_is_one_sentence_and_leaves_the_old_file(
    ledger: Ledger, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = _save(ledger)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(
        InputError, match=r"can't be written: No space left on device\. It is as it was\. Make room"
    ):
        _save(ledger, "Changed", expected=saved.sha256)
    assert ledger.read(ADDRESS).sha256 == saved.sha256
    assert [path.name for path in (root / PATH).parent.iterdir()] == ["intent.md"]


def test_a_folder_named_like_a_record_is_told_as_one(ledger: Ledger, root: Path) -> None:
    _save(ledger)
    folder = (root / PATH).with_name("risks.md")
    folder.mkdir()
    (folder / "inside.md").write_text("x", encoding="utf-8")
    (problem,) = ledger.load().problems
    assert str(problem) == (
        "aidlc-records/events/inception/risks.md: this is a folder, where a record would be a file. "
        "Move what it holds, and remove it."
    )
