"""Who fills which rule, and how many are missing."""

from __future__ import annotations

from aidlc.domain.counting import fill


def test_people_missing_are_counted_for_each_rule() -> None:
    found = fill(
        [(0, "owner", 1), (0, "developer", 3)], {(0, "developer"): frozenset({7})}, same_person=False
    )

    assert found.filled == ((0, "developer", 7),)
    assert found.missing == {(0, "owner"): 1, (0, "developer"): 2}


def test_everybody_missing_is_counted_where_nobody_is_able() -> None:
    assert fill([(0, "developer", 3)], {}, same_person=False).missing == {(0, "developer"): 3}
    assert fill([(0, "developer", 3)], {}, same_person=True).missing == {(0, "developer"): 3}


def test_one_person_fills_several_rules_only_where_that_is_allowed() -> None:
    rules = [(0, "owner", 2), (0, "developer", 2), (1, "owner", 2)]
    able = {rule[:2]: frozenset({3, 5}) for rule in rules}

    allowed = fill(rules, able, same_person=True)
    refused = fill(rules, able, same_person=False)

    assert allowed.filled == tuple((*rule[:2], person) for rule in sorted(rules) for person in (3, 5))
    assert allowed.missing == {}
    assert len(refused.filled) == 2
    assert sum(refused.missing.values()) == 4


def test_nobody_fills_two_places_of_one_rule() -> None:
    for same_person in (False, True):
        found = fill([(0, "developer", 2)], {(0, "developer"): frozenset({5})}, same_person=same_person)

        assert found.filled == ((0, "developer", 5),)
        assert found.missing == {(0, "developer"): 1}


def test_first_come_is_moved_until_everybody_has_a_place() -> None:
    able = {
        (0, "a"): frozenset({1, 2, 3}),
        (0, "b"): frozenset({1, 2}),
        (0, "c"): frozenset({1}),
        (0, "d"): frozenset({1, 2, 3, 4}),
    }

    found = fill([(0, role, 1) for role in "adbc"], able, same_person=False)

    assert found.filled == ((0, "a", 3), (0, "b", 2), (0, "c", 1), (0, "d", 4))
    assert found.missing == {}
