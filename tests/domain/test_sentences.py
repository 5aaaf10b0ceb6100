"""What a decision is called in one sentence: who is waited for and how, and which release it is about."""

import pytest

from aidlc.domain.decision import Need
from aidlc.domain.phases import Phase
from aidlc.domain.sentences import LIMIT, name_scope, waiting_sentence


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
