"""Code that came to the default branch unapproved stands until it is gone, wherever an approved pull request moves it."""

from __future__ import annotations

import pytest

from aidlc.domain.facts import Entry, History, PathChange, Transition
from aidlc.domain.histories import HistoryVerdict, evaluate_history
from tests.gate import samples
from tests.gate.builder import FACTS, Build
from tests.gate.gitworld import entry_of, oid

GOOD, EVIL, OTHER = entry_of("good"), entry_of("evil"), entry_of("other")
BOLT = (samples.BOLT, None, entry_of("a Bolt"))
REVERT = "Revert that commit by an approved pull request, then bring the change in another."
Change = tuple[str, Entry | None, Entry | None]


def changed(name: str, changes: tuple[Change, ...], *, approved: bool) -> Transition:
    """A commit of the default branch that changed just this: an approved merge, or a direct push."""
    made = Build({"start": "construction", "direct_push": not approved})
    transition = made.merged(name, made.git.trees["head"])
    paths = tuple(PathChange(path=path, old=old, new=new) for path, old, new in changes)
    content = made.content.model_copy(update={"merged": paths})
    return transition.model_copy(update={"paths": paths, "content": content})


def pushed(name: str, *changes: Change) -> Transition:
    return changed(name, changes, approved=False)


def approved(name: str, *changes: Change) -> Transition:
    return changed(name, changes, approved=True)


def verdict(*oldest_first: Transition) -> HistoryVerdict:
    history = History(phase="construction", scope="events/check-in", transitions=oldest_first[::-1])
    return evaluate_history(samples.policy_from({}), FACTS, history)


def unapproved(path: str, push: str = "push") -> str:
    return (
        f"The construction of events/check-in isn't approved: commit {oid(push)[:12]} was pushed without a pull request"
        f" ({path}). {REVERT}"
    )


PUSH = pushed("push", ("src/evil.py", None, EVIL))
GONE: Change = ("src/evil.py", EVIL, None)


def test_moving_unapproved_code_does_not_approve_it() -> None:
    assert verdict(PUSH).sentence == unapproved("src/evil.py")
    assert verdict(PUSH, approved("moved", GONE, ("src/fine.py", None, EVIL))).sentence == (
        unapproved("src/fine.py")
    )
    # A move with a small change is shown as that change alone, so any file that comes while it goes may be it.
    assert verdict(PUSH, approved("moved", GONE, ("lib/new.py", None, OTHER))).sentence == (
        unapproved("lib/new.py")
    )


def test_what_was_moved_stands_until_it_is_gone_in_its_turn() -> None:
    moved = approved("moved", GONE, ("src/fine.py", None, EVIL))

    assert verdict(PUSH, moved, approved("gone", ("src/fine.py", EVIL, None))).approved
    assert not verdict(PUSH, moved, approved("changed", ("src/fine.py", EVIL, GOOD))).approved


def test_push_that_takes_back_what_a_push_brought_leaves_what_was_approved() -> None:
    first = approved("first", BOLT)

    assert verdict(first, PUSH, pushed("gone", GONE)).approved
    assert not verdict(PUSH, pushed("gone", GONE)).approved  # nothing was approved yet
    assert not verdict(first, PUSH, pushed("moved", GONE, ("src/fine.py", None, EVIL))).approved


@pytest.mark.parametrize(
    "beside",
    [
        (),
        (BOLT,),
        (("src/door.py", GOOD, OTHER),),
        (("src/door.py", GOOD, None),),
        (("docs/new.md", None, EVIL),),
    ],
)
def test_approved_removal_heals_whatever_else_it_changes_that_cannot_be_the_removed(
    beside: tuple[Change, ...],
) -> None:
    found = verdict(PUSH, approved("removal", GONE, *beside))

    assert (found.approved, found.sentence) == (True, "The construction of events/check-in is approved.")


def test_way_back_may_bring_again_what_the_push_took_away() -> None:
    push = pushed("push", ("src/evil.py", None, EVIL), ("src/door.py", GOOD, None))
    back: Change = ("src/door.py", None, GOOD)

    assert verdict(push, approved("back", GONE, back)).approved
    assert not verdict(push, approved("back", GONE, ("src/door.py", None, OTHER))).approved
    assert not verdict(push, approved("back", GONE, back, ("src/more.py", None, OTHER))).approved


def test_file_that_is_as_it_was_hides_nothing_that_is_added_beside_it() -> None:
    push = pushed("push", ("src/door.py", GOOD, EVIL))

    assert verdict(push, approved("back", ("src/door.py", EVIL, GOOD), ("src/new.py", None, OTHER))).approved


def test_sentence_names_the_commit_that_brought_what_may_have_been_moved() -> None:
    pushes = pushed("one", ("src/b.py", None, EVIL)), pushed("two", ("src/a.py", None, OTHER))
    both: tuple[Change, ...] = (("src/a.py", OTHER, None), ("src/b.py", EVIL, None), ("src/c.py", None, EVIL))

    assert verdict(*pushes, approved("moved", *both)).sentence == unapproved("src/c.py", "two")
    assert verdict(*pushes, approved("moved", *both[:2])).approved
