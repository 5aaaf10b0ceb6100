"""Objects that an ordinary git never makes, and settings that would change what merging means."""

import subprocess

import pytest

from aidlc.adapters.git import objects
from aidlc.domain.errors import GitError
from tests.attacks.arena import OTHER, PRFAQ, judge_here
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage

MINE = "---\nschema: aidlc/prfaq/v1\n---\n\nMine.\n"
THEIRS = MINE.replace("Mine", "Theirs")


def push_tree(stage: GateStage, branch: str, folder: str, raw: bytes) -> int:
    """Push a commit in which `folder` is the tree of these very bytes, and open a pull request; its number."""
    clone = stage.clone
    made = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        cwd=clone.folder,
        input=raw,
        capture_output=True,
        check=True,
    )
    listing = clone.git("ls-tree", "origin/main")
    tree = clone.git("mktree", stdin=f"{listing}\n040000 tree {made.stdout.decode().strip()}\t{folder}\n")
    commit = clone.git("commit-tree", tree, "-p", "origin/main", "-m", "odd")
    clone.git("push", "-q", "origin", f"{commit}:refs/heads/{branch}")
    opened = stage.people["dev"].post("pulls", title=branch, head=branch, base="main").expect(201)
    number: int = opened["number"]
    return number


def blob(stage: GateStage, text: str) -> bytes:
    return bytes.fromhex(stage.clone.git("hash-object", "-w", "--stdin", stdin=text))


def test_tree_that_lists_a_file_twice_has_no_digest(stage: GateStage) -> None:
    """Rule: a path that differs twice is refused, for a digest would cover only one of the two (git.objects)."""
    one, two = blob(stage, "shown"), blob(stage, "hidden")
    raw = b"100644 x.md\0" + one + b"100644 x.md\0" + two
    number = push_tree(stage, "twice", "twice", raw)

    ran = stage.run("gate", "--pr", str(number))
    assert ran.status == 1
    assert "lists a path twice" in ran.err
    status = stage.status(stage.head(number))
    assert status is not None
    assert status["state"] == "error"


def test_without_the_rule_one_of_two_contents_would_stay_unseen() -> None:
    """What the rule above keeps out: two contents of one path, of which a mapping by path keeps the last."""
    line = b":000000 100644 " + b"0" * 40 + b" %s A\0x.md\0"
    with pytest.raises(GitError, match="twice"):
        objects.read_changes(line % (b"1" * 40) + line % (b"2" * 40))


def test_union_merge_driver_lands_no_conflict(asked: GateStage) -> None:
    """Rule: what would land is computed without any attributes; a conflict waits for an update of the branch (git.bare)."""
    asked.push_to_main({".gitattributes": "* merge=union\n"})
    asked.clone.git("checkout", "-q", "-B", "union", "origin/main")
    asked.write({**inception(), PRFAQ: MINE})
    asked.clone.push("union")
    number = asked.people["dev"].post("pulls", title="u", head="union", base="main").expect(201)["number"]
    asked.push_to_main({PRFAQ: THEIRS})
    asked.approve(number, "alice", "bob")

    printed = asked.gate(number)
    assert printed["state"] == "pending"
    assert "conflicts" in printed["sentence"]


def test_replace_ref_shows_the_gate_no_other_commit(asked: GateStage) -> None:
    """Rule: git runs without replace refs, and fetches none (git.process)."""
    asked.approve(1, "alice", "bob")
    good = asked.head(1)
    asked.write(OTHER)
    bad = asked.clone.head
    asked.clone.git("push", "-q", "origin", f"{good}:refs/replace/{bad}")
    asked.clone.git("push", "-q", "origin", f"{bad}:inception")

    assert asked.gate(1)["state"] == "pending"


def test_file_of_the_policy_as_a_link_is_no_policy(asked: GateStage) -> None:
    """Rule: the policy is a plain file of the default branch's tree, never what a link points to (contents)."""
    asked.clone.git("checkout", "-q", "-B", "link", "origin/main")
    (asked.clone.folder / ".github/aidlc.yml").unlink()
    (asked.clone.folder / ".github/aidlc.yml").symlink_to("../docs/notes.md")
    asked.clone.git("add", "-A")
    asked.clone.git("commit", "-q", "-m", "a link")
    asked.clone.push("link")
    number = asked.people["dev"].post("pulls", title="l", head="link", base="main").expect(201)["number"]
    asked.approve(number, "dave")

    printed = asked.gate(number)
    assert printed["state"] == "failure"
    assert "no plain file" in printed["sentence"]
    assert judge_here(asked, number).problems
