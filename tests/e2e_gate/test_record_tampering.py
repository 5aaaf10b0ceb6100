"""What an assistant with a working tree may try. R1 and R3 to R12 of the catalogue, by real commits."""

import pytest

from tests.e2e_gate.records import INCEPTION, construction, inception
from tests.e2e_gate.stage import GateStage


def problems(printed: dict[str, object]) -> str:
    listed = printed["problems"]
    assert isinstance(listed, list)
    return "\n".join(f"{one['path']} {one['message']}" for one in listed)


def test_r1_file_that_says_approved_changes_nothing(stage: GateStage) -> None:
    number = stage.open("inception", inception() | {"docs/approved.yml": "approved: true\napprover: alice\n"})
    assert stage.gate(number)["state"] == "pending"


def test_r3_construction_without_approved_inception_is_refused(stage: GateStage) -> None:
    number = stage.open("skip", construction())
    printed = stage.gate(number)
    assert (printed["verdict"], printed["state"]) == ("CLOSED", "failure")
    assert "inception of shop" in problems(printed)


def test_r3_inception_pushed_past_the_gate_is_no_approved_inception(stage: GateStage) -> None:
    stage.push_to_main({**inception()})
    number = stage.open("early", construction())
    stage.approve(number, "bob")
    printed = stage.gate(number)
    assert printed["state"] == "failure"
    assert "inception of shop" in problems(printed)


def test_r4_artefact_declared_not_applicable_needs_approval_again(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    skipped = "---\nschema: aidlc/risks/v1\nstatus: not-applicable\nreason: Nothing can go wrong.\n---\n"
    asked.push({f"{INCEPTION}/risks.md": skipped})
    assert asked.gate(1)["state"] == "pending"


def test_r5_inception_edited_inside_construction_is_refused(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.merge(1)
    edited = {f"{INCEPTION}/prfaq.md": "---\nschema: aidlc/prfaq/v1\n---\n\nQuietly different.\n"}
    number = asked.open("both", construction() | edited)
    asked.approve(number, "alice", "bob")
    assert asked.gate(number)["state"] == "failure"


def test_r6_deleted_artefact_is_missed(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.push({f"{INCEPTION}/prfaq.md": None})
    printed = asked.gate(1)
    assert printed["state"] == "failure"
    assert "prfaq.md" in problems(printed)


def test_r7_artefact_moved_out_of_the_folder_counts_as_deleted_and_added(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.clone.git("mv", f"{INCEPTION}/prfaq.md", "docs/prfaq.md")
    asked.clone.git("commit", "-q", "-m", "tidy up")
    asked.clone.push("HEAD")
    printed = asked.gate(1)
    assert printed["state"] == "failure"
    assert "prfaq.md" in problems(printed)


@pytest.mark.parametrize(
    ("case", "path", "text"),
    [
        ("R8", f"{INCEPTION}/units/Cart.md", "---\nschema: aidlc/unit/v1\ntitle: Cart\n---\n"),
        ("R9", f"{INCEPTION}/units/p\u0430yments.md", "---\nschema: aidlc/unit/v1\ntitle: Pay\n---\n"),
        ("R9", f"{INCEPTION}/units/pay\u200bments.md", "---\nschema: aidlc/unit/v1\ntitle: Pay\n---\n"),
        (
            "R10",
            f"{INCEPTION}/units/out.md",
            "---\nschema: aidlc/unit/v1\ntitle: Out\npaths:\n  - ../../.github/x\n---\n",
        ),
        (
            "R10",
            f"{INCEPTION}/units/out.md",
            "---\nschema: aidlc/unit/v1\ntitle: Out\npaths:\n  - /etc/passwd\n---\n",
        ),
        (
            "R10",
            f"{INCEPTION}/units/out.md",
            '---\nschema: aidlc/unit/v1\ntitle: Out\npaths:\n  - "C:\\\\x"\n---\n',
        ),
        (
            "R12",
            f"{INCEPTION}/prfaq.md",
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 5\n",
        ),
        ("R15", f"{INCEPTION}/prfaq.md", "---\nschema: aidlc/prfaq/v1\n---\n" + "x" * (300 * 1024)),
        ("R16", f"{INCEPTION}/prfaq.md", "---\nschema: &a aidlc/prfaq/v1\nreason: *a\n---\n"),
        ("R17", f"{INCEPTION}/prfaq.md", "---\nschema: aidlc/prfaq/v1\nschema: aidlc/prfaq/v1\n---\n"),
    ],
)
def test_record_that_is_not_what_it_seems_is_refused_by_name(
    stage: GateStage, case: str, path: str, text: str
) -> None:
    number = stage.open("inception", inception() | {path: text})
    stage.approve(number, "alice", "bob")
    printed = stage.gate(number)
    assert printed["state"] == "failure", (case, printed["sentence"])
    assert printed["problems"][0]["path"].startswith(INCEPTION)


def test_r11_symbolic_link_among_the_records_is_refused(stage: GateStage) -> None:
    stage.open("inception", inception())
    link = stage.clone.folder / INCEPTION / "context.md"
    link.symlink_to("../../../docs/notes.md")
    stage.clone.git("add", str(link))
    stage.clone.git("commit", "-q", "-m", "link")
    stage.clone.push("HEAD")
    stage.approve(1, "alice", "bob")
    printed = stage.gate(1)
    assert printed["state"] == "failure"
    assert "context.md" in problems(printed)


def test_r12_submodule_among_the_records_is_refused(stage: GateStage) -> None:
    stage.open("inception", inception())
    entry = f"160000,{stage.clone.head},{INCEPTION}/context.md"
    stage.clone.git("update-index", "--add", "--cacheinfo", entry)
    stage.clone.git("commit", "-q", "-m", "module")
    stage.clone.push("HEAD")
    stage.approve(1, "alice", "bob")
    printed = stage.gate(1)
    assert printed["state"] == "failure"
    assert "context.md" in problems(printed)
