"""The table of changed files, the word for a free change, and the shortest comment."""

from aidlc.domain.decision import GateDecision, State, Verdict
from aidlc.domain.facts import Content, Entry, PathChange, Snapshot
from prompts import gate
from prompts.gate import list_changes, render_comment, render_summary
from tests.contracts.prompts.contexts import DIGEST, PLAIN, gate_changes, gate_decision

HEAD = "c0ffee" + "0" * 34


def blob(oid: str = "a" * 40, mode: str = "100644") -> Entry:
    return Entry(mode=mode, type="commit" if mode == "160000" else "blob", oid=oid)


def changed(path: str, old: Entry | None, new: Entry | None) -> tuple[str, str, int | None]:
    snapshot = Snapshot(
        commit=HEAD, parents=(), records={}, changes=(PathChange(path=path, old=old, new=new),)
    )
    content = Content(
        base=HEAD, merge_bases=(HEAD,), head=snapshot, snapshots={}, merged=None, sizes={"a" * 40: 12}
    )
    (file,) = list_changes(content)
    return file.path, file.what, file.size


def test_change_is_told_by_what_happened_and_what_it_is() -> None:
    assert changed("a", None, blob()) == ("a", "added", 12)
    assert changed("a", blob(), None) == ("a", "deleted", None)
    assert changed("a", blob(), blob("b" * 40)) == ("a", "changed", None)
    assert changed("a", None, blob(mode="120000")) == ("a", "added, symbolic link", 12)
    assert changed("a", None, blob(mode="160000")) == ("a", "added, submodule", 12)
    assert changed("a", blob(), blob(mode="100755")) == ("a", "changed, executable, mode changed", 12)


def test_records_come_first() -> None:
    paths = ("src/a.py", "aidlc-records/x/y.md", "README.md")
    changes = tuple(PathChange(path=path, old=None, new=blob()) for path in paths)
    snapshot = Snapshot(commit=HEAD, parents=(), records={}, changes=changes)
    content = Content(base=HEAD, merge_bases=(), head=snapshot, snapshots={}, merged=None)
    assert [file.path for file in list_changes(content)] == ["aidlc-records/x/y.md", "README.md", "src/a.py"]


def test_free_change_is_neither_open_nor_closed() -> None:
    decision = GateDecision(
        verdict=Verdict.NOT_APPLICABLE, state=State.SUCCESS, sentence="Only free paths change.", head=HEAD
    )
    assert render_comment(decision).splitlines()[1] == "⚪ **Only free paths change.**"
    assert "aidlc/gate: NOT APPLICABLE (pull request 3)" in render_summary(decision, pull=3)


def test_comment_of_last_resort_still_has_the_digest_line_and_the_needs() -> None:
    text = gate._render("gate_comment_short.md.j2", gate_decision(PLAIN), gate_changes(PLAIN), 3)
    assert text.startswith("<!-- aidlc:gate v1 -->\n⛔")
    assert f"aidlc-approve: construction event-management/check-in {DIGEST}" in text.splitlines()
    assert "1 more of the role `developer`" in text
