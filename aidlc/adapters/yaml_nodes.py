"""What the YAML subset reads: nodes that know their lines, before any model gives them types."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.scalars import Plain, Quoted


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text, with whether it was written without quotes; `broken` when a problem was already reported for it."""

    text: str
    plain: bool
    line: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with nodes; `key_lines` says where each key stands."""

    items: dict[str, Node]
    line: int
    key_lines: dict[str, int] = field(default_factory=dict)
    broken: bool = False


Node = Scalar | Sequence | Mapping


def to_value(node: Node) -> object:
    """The node as what pydantic validates: dict, list, `Plain` or `Quoted` text, and None for a plain `null`."""
    match node:
        case Mapping(items):
            return {key: to_value(child) for key, child in items.items()}
        case Sequence(items):
            return [to_value(child) for child in items]
        case Scalar(text, plain=True):
            return None if text == "null" else Plain(text)
        case Scalar(text):
            return Quoted(text)


def lines_of(node: Node) -> dict[str, int]:
    """Dotted key (`stories[0].id`) to the line it stands on, for every node below."""
    found: dict[str, int] = {}
    _collect_lines(node, "", found)
    return found


def _collect_lines(node: Node, at: str, found: dict[str, int]) -> None:
    match node:
        case Mapping(items, key_lines=key_lines):
            for key, child in items.items():
                where = f"{at}.{key}" if at else key
                found[where] = key_lines[key]
                _collect_lines(child, where, found)
        case Sequence(items):
            for index, child in enumerate(items):
                where = f"{at}[{index}]"
                found[where] = child.line
                _collect_lines(child, where, found)
        case Scalar():
            pass
