"""The book of attacks: each says what is tried, which rules stop it, and what stands in their place when they are taken out.

An attack is played twice: it must not bring a success while its rules stand, and must bring one when they are out. So each
rule is what stops it, and nothing else does by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest

SUCCESS: Final = "success"

Play = Callable[..., str]
"""Plays an attack, on a stage where it takes one, and returns the state of the status that comes of it."""


@dataclass(frozen=True)
class Rule:
    """One thing that stops an attack: its dotted name in the code, and what replaces it when it is taken out."""

    name: str
    instead: Any


@dataclass(frozen=True)
class Attack:
    """One way to try for a success without the people."""

    name: str
    tries: str
    rules: tuple[Rule, ...]
    play: Play
    on_stage: bool
    """Whether it is played with real commits on the embedded GitHub, or on facts."""


ATTACKS: Final[dict[str, Attack]] = {}


def attack(tries: str, *rules: Rule, on_stage: bool = False) -> Callable[[Play], Play]:
    """Enter a play into the book under its own name."""

    def enter(play: Play) -> Play:
        name = play.__name__.replace("_", " ")
        assert name not in ATTACKS, f"two attacks are named {name}"
        ATTACKS[name] = Attack(name, tries, rules, play, on_stage)
        return play

    return enter


def out(name: str, instead: Any = ()) -> Rule:
    """The rule `name`, a constant or a function; taken out, it is `instead`, or a function that returns that."""
    if callable(instead) or not name.rpartition(".")[2].strip("_")[0].islower():
        return Rule(name, instead)
    return Rule(name, lambda *_, **__: instead)


@contextmanager
def taken_out(rules: tuple[Rule, ...]) -> Iterator[None]:
    """Take the rules out of this process for a while."""
    with pytest.MonkeyPatch.context() as patch:
        for rule in rules:
            patch.setattr(rule.name, rule.instead)
        yield
