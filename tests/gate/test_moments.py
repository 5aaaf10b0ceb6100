"""GitHub's times: whole seconds, with a zone, and within the years in which there is a GitHub."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aidlc.domain.moments import second_of

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "second"),
    [
        (NEW_YEAR, 1_767_225_600),
        (NEW_YEAR + timedelta(microseconds=999_999), 1_767_225_600),
        (NEW_YEAR.astimezone(timezone(timedelta(hours=9))), 1_767_225_600),
        (datetime(2008, 1, 1, tzinfo=UTC), 1_199_145_600),
        (datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC), 4_102_444_799),
        (datetime(2007, 12, 31, 23, 59, 59, tzinfo=UTC), None),
        (datetime(2100, 1, 1, tzinfo=UTC), None),
        (NEW_YEAR.replace(tzinfo=None), None),
        (None, None),
    ],
)
def test_moment_is_its_second_or_nothing(moment: datetime | None, second: int | None) -> None:
    found = second_of(moment)

    assert found == second
    assert type(found) is type(second)
