"""Numbers, truth values and times as records may write them: one spelling each, so that no reader can see another value.

YAML scalars arrive as text. One written without quotes arrives as `Plain`, and only such a one can become a number, a
truth value or a time, in its canonical spelling: `8`, never `"8"`, `0x8`, `08`, `8.0` or `8_0`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_INTEGER: Final = re.compile(r"(0|-?[1-9][0-9]{0,18})\Z")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})\Z", re.ASCII)


class Plain(str):
    """A YAML scalar that was written without quotes; equal to its text in every other way."""

    __slots__ = ()


class Quoted(str):
    """A YAML scalar that was written in quotes or as a block: text whatever it looks like."""

    __slots__ = ()


def _integer(value: object) -> object:
    if isinstance(value, Plain) and _INTEGER.match(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("integer", "expected a whole number in plain digits, like 3")


def _flag(value: object) -> object:
    if isinstance(value, Plain) and value in {"true", "false"}:
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("flag", "expected true or false, without quotes")


def _moment(value: object) -> object:
    # JSON has no plain form: there a time is an ordinary string.
    if isinstance(value, str) and not isinstance(value, Quoted) and _MOMENT.match(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    elif isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    raise PydanticCustomError("moment", "expected a time with its zone, like 2026-11-23T09:30:00Z")


Integer = Annotated[int, BeforeValidator(_integer)]
"""A whole number; from YAML only in plain canonical digits."""

Flag = Annotated[bool, BeforeValidator(_flag)]
"""A truth value; from YAML only as plain `true` or `false`."""

Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A time with its zone (RFC 3339), kept in UTC; a time without zone is refused."""
