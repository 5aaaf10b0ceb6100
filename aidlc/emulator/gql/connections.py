import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any

from aidlc.emulator.gql.failure import fail

LIMIT = 100


def connect(
    name: str,
    items: Sequence[Any],
    arguments: dict[str, Any],
    node: Callable[[Any], Any] = lambda item: item,
    *,
    total: int | None = None,
) -> dict[str, Any]:
    """One page of a connection, by the rules of GitHub: `first` or `last` is a must, 100 the most.

    `total` is the count to tell where the list itself is cut short.
    """
    first, last = arguments.get("first"), arguments.get("last")
    _check_bounds(name, first, last)
    start, end = 0, len(items)
    if after := arguments.get("after"):
        start = max(start, _position(after))
    if before := arguments.get("before"):
        end = min(end, _position(before) - 1)
    lower, upper = start, max(start, end)
    if first is not None:
        upper = min(upper, lower + first)
    if last is not None:
        lower = max(lower, upper - last)
    nodes = [node(item) for item in items[lower:upper]]
    cursors = [_cursor(position + 1) for position in range(lower, lower + len(nodes))]
    return {
        "nodes": nodes,
        "edges": [{"cursor": cursor, "node": each} for cursor, each in zip(cursors, nodes, strict=True)],
        "totalCount": len(items) if total is None else total,
        "pageInfo": {
            "hasNextPage": upper < len(items),
            "hasPreviousPage": lower > 0,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def _check_bounds(name: str, first: int | None, last: int | None) -> None:
    if first is None and last is None:
        fail(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.",
        )
    for word, given in (("first", first), ("last", last)):
        if given is not None and given > LIMIT:
            reason = f"Requesting {given} records on the `{name}` connection exceeds the `{word}` limit of {LIMIT} records."
            fail("EXCESSIVE_PAGINATION", reason)
        if given is not None and given < 0:
            fail("INVALID_CURSOR_ARGUMENTS", f"`{word}` on the `{name}` connection cannot be less than zero.")


def _cursor(position: int) -> str:
    return base64.b64encode(f"cursor:v2:{position}".encode()).decode()


def _position(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("cursor:v2:"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        fail("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.")
