"""Where scalars stand in a YAML text, so that one can be replaced and every other byte stays as it was.

Only for text that the strict reader (`yaml_subset`) has read without a problem: there is no anchor, tag or second document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


@dataclass(frozen=True, slots=True)
class Place:
    """A scalar: its dotted key (`roles.developer.users[0]`), value, line (from 1), and the characters it is written with."""

    key: str
    value: str
    line: int
    start: int
    end: int


def find_scalars(text: str) -> tuple[Place, ...]:
    """Return every scalar value of the document, in the order they stand; keys aren't values."""
    root = YAML(typ="safe", pure=True).compose(text)
    return tuple(_walk(root, "")) if root is not None else ()


def replace_scalars(text: str, values: Iterable[tuple[Place, str]]) -> str:
    """Return `text` with the scalars at these places written anew, in the quotes they had.

    A new value must need no escape: letters, digits and `-_/#[]` only.
    """
    for place, value in sorted(values, key=lambda change: -change[0].start):
        quote = text[place.start] if text[place.start] in {'"', "'"} else ""
        text = f"{text[: place.start]}{quote}{value}{quote}{text[place.end :]}"
    return text


def _walk(node: Node, key: str) -> Iterable[Place]:
    if isinstance(node, ScalarNode):
        yield Place(
            key, str(node.value), node.start_mark.line + 1, node.start_mark.index, node.end_mark.index
        )
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk(item, f"{key}[{index}]")
    elif isinstance(node, MappingNode):
        for name, value in node.value:
            yield from _walk(value, f"{key}.{name.value}" if key else str(name.value))
