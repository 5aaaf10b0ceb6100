"""What a decision is called in one sentence: who is waited for and how, and which release it is about."""

import pytest

from aidlc.domain.decision import Counted, Need
from aidlc.domain.errors import Problem
from aidlc.domain.facts import Account
from aidlc.domain.phases import Phase
from aidlc.domain.sentences import (
    LIMIT,
    approved_sentence,
    name_scope,
    refusal_sentence,
    shorten,
    waiting_sentence,
)


def need(role: str, *people: str, line: bool = False) -> Need:
    return Need(phase=Phase.CONSTRUCTION, role=role, count=1, people=people, digest_line=line)


@pytest.mark.parametrize(
    ("needed", "sentence"),
    [
        ((need("developer", "bob"),), "Waiting for 1 developer (bob)."),
        ((need("developer", "bob", line=True),), "Waiting for 1 developer (bob), with the digest line."),
        (
            (need("developer", "bob", line=True), need("maintainer", "dave", line=True)),
            "Waiting for 1 developer (bob) and 1 maintainer (dave), with the digest line.",
        ),
        (
            (need("developer", line=True), need("maintainer", "dave")),
            "Waiting for 1 developer (nobody listed could) with the digest line and 1 maintainer (dave).",
        ),
        (
            (need("developer", *("b" * 39 for _ in range(5)), line=True), need("maintainer", "dave")),
            "Waiting for 1 developer with the digest line and 1 maintainer.",
        ),
        ((), "Waiting for nobody."),
    ],
)
def test_whoever_is_waited_for_is_told_whether_the_digest_line_is_needed(
    needed: tuple[Need, ...], sentence: str
) -> None:
    assert waiting_sentence(needed) == sentence


def test_too_many_roles_are_counted_and_the_line_is_still_named() -> None:
    needed = tuple(need(f"a-role-with-a-long-name-{number}", "bob", line=number == 1) for number in range(9))
    sentence = waiting_sentence(needed)
    assert sentence == "Waiting for 9 more approvals, with the digest line."
    assert len(sentence) <= LIMIT
    assert waiting_sentence(needed[2:]) == "Waiting for 7 more approvals."


@pytest.mark.parametrize(
    ("phase", "scope", "named"),
    [
        ("operation", f"shop/first/production/{'a' * 40}", "shop/first for production"),
        ("construction", "shop/cart,check-in", "shop/cart,check-in"),
        ("inception", "shop", "shop"),
        ("operation", "no/release", "no/release"),
    ],
)
def test_release_is_named_without_its_commit(phase: str, scope: str, named: str) -> None:
    assert name_scope(phase, scope) == named


def test_as_many_names_as_fit_are_told_all_or_three_or_none() -> None:
    names = [f"{letter * 18}" for letter in "abcdef"]

    assert waiting_sentence((need("developer", *names),)) == (
        f"Waiting for 1 developer ({names[0]} or {names[1]} or {names[2]} or others)."
    )
    end = LIMIT - len(waiting_sentence((need("developer", "a"),))) + 1
    assert waiting_sentence((need("developer", "a" * end),)) == f"Waiting for 1 developer ({'a' * end})."
    assert waiting_sentence((need("developer", "a" * (end + 1)),)) == "Waiting for 1 developer."


def test_approval_names_people_while_there_is_room() -> None:
    def counted(*names: str) -> tuple[Counted, ...]:
        accounts = [Account(id=number, login=name) for number, name in enumerate(names, start=1)]
        return tuple(
            Counted(review=1, account=each, role="developer", phase=Phase.CONSTRUCTION, digest_line=False)
            for each in accounts
        )

    assert approved_sentence(counted("c", "a", "b"), self_approved=False) == (
        "Approved by a (developer), b (developer) and c (developer)."
    )
    room = LIMIT - len("Approved by  (developer).")
    assert (
        approved_sentence(counted("a" * room), self_approved=False)
        == f"Approved by {'a' * room} (developer)."
    )
    assert approved_sentence(counted("a" * (room + 1)), self_approved=True) == "Self-approved by 1 people."


def test_first_problem_and_the_number_of_others_always_fit() -> None:
    long = Problem(path="src/a.py", message=f"belongs {'n' * 150} nowhere.", remedy="Move it.")
    said = refusal_sentence((long, long, long))

    assert len(said) == LIMIT
    assert said.startswith("src/a.py: belongs nnn")
    assert said.endswith("nnn… (2 more)")
    assert refusal_sentence((Problem(path="src/a.py", message="is odd.", remedy="Move it."),)) == (
        "src/a.py: is odd. Move it."
    )


def test_sentence_is_one_printable_line() -> None:
    assert shorten("a\nb\u202ec\x1b[31m") == "a?b?c?[31m"
    assert shorten("a" * 138 + "  b") == "a" * 138 + "…"
    assert shorten(" " + "a" * 139) == " " + "a" * 139
    assert shorten(" " + "a" * 140) == " " + "a" * 138 + "…"
