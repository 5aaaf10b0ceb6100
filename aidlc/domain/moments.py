"""GitHub's times as whole seconds: its reviews carry no finer ones, so nothing is ordered by less."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR: Final = 2008  # GitHub opened; anything earlier is a parser's accident
_LAST_YEAR: Final = 2100


def second_of(moment: datetime | None) -> int | None:
    """Return whole seconds since 1970 (UTC), or None for no time, a time without zone, or one that can't be true."""
    if moment is None or moment.utcoffset() is None or not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        return None
    return (moment - _EPOCH) // timedelta(seconds=1)
