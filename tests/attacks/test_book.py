"""Every attack of the book, both ways: its rules stop it, and taken out they let it through."""

from pathlib import Path

import pytest

from tests.attacks.book import SUCCESS, Attack
from tests.attacks.plays import ATTACKS
from tests.attacks.theatre import played


@pytest.mark.parametrize("each", ATTACKS.values(), ids=lambda each: each.name)
def test_attack_fails_and_succeeds_once_its_rule_is_out(each: Attack, tmp_path: Path) -> None:
    stopped, let_through = played(each, tmp_path)

    assert stopped != SUCCESS
    assert let_through == SUCCESS
    assert each.on_stage or each.play() != SUCCESS  # the rules are back


def test_the_book_has_enough_attacks_and_each_names_its_rule() -> None:
    assert len(ATTACKS) >= 25
    assert all(each.rules and each.tries for each in ATTACKS.values())
