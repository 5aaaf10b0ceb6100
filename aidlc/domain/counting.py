"""Who fills which rule: as many rules as possible are filled, so that nobody is refused by the order they came in."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filling:
    """Who fills which rule, and what is left open."""

    filled: tuple[tuple[int, str, int], ...]
    """Demand's index, role, account id; sorted."""
    missing: dict[tuple[int, str], int]
    """Demand's index and role to how many people it still needs; only where some are missing."""


def fill(
    rules: Sequence[tuple[int, str, int]],
    able: Mapping[tuple[int, str], frozenset[int]],
    *,
    same_person: bool,
) -> Filling:
    """Fill `rules` (demand's index, role, count) with the people who are `able` to fill them.

    Each rule takes distinct people. One person fills one rule over all demands, unless `same_person` lets them fill several.
    """
    slots = [(demand, role) for demand, role, count in rules for _ in range(count)]
    taken = _match_each(rules, able) if same_person else _match_all(slots, able)
    missing: dict[tuple[int, str], int] = {}
    for place in range(len(slots)):
        if place not in taken:
            missing[slots[place]] = missing.get(slots[place], 0) + 1
    filled = sorted((*slots[place], person) for place, person in taken.items())
    return Filling(tuple(filled), missing)


def _match_each(
    rules: Sequence[tuple[int, str, int]], able: Mapping[tuple[int, str], frozenset[int]]
) -> dict[int, int]:
    taken: dict[int, int] = {}
    start = 0
    for demand, role, count in rules:
        people = sorted(able.get((demand, role), frozenset()))[:count]
        taken.update({start + place: person for place, person in enumerate(people)})
        start += count
    return taken


def _match_all(
    slots: Sequence[tuple[int, str]], able: Mapping[tuple[int, str], frozenset[int]]
) -> dict[int, int]:
    """Return a maximum matching of slots to people (augmenting paths, breadth first; no recursion)."""
    choices = [sorted(able.get(slot, frozenset())) for slot in slots]
    slot_of: dict[int, int] = {}
    for start in range(len(slots)):
        came_from: dict[int, int] = {}  # person to the slot that wants them
        queue = deque([start])
        free = None
        while queue and free is None:
            slot = queue.popleft()
            for person in choices[slot]:
                if person in came_from:
                    continue
                came_from[person] = slot
                if person not in slot_of:
                    free = person
                    break
                queue.append(slot_of[person])
        _shift(free, came_from, slot_of)
    return {slot: person for person, slot in slot_of.items()}


def _shift(free: int | None, came_from: Mapping[int, int], slot_of: dict[int, int]) -> None:
    """Give `free` the slot that wants them, whoever had it the slot that wants them, and so on."""
    person = free
    while person is not None:
        slot = came_from[person]
        displaced = next((other for other, held in slot_of.items() if held == slot), None)
        slot_of[person] = slot
        person = displaced
