from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

SECOND = timedelta(seconds=1)


class Clock:
    """Times as GitHub gives them: UTC, whole seconds. Two events never share a second unless a test pins one.

    It follows the wall clock unless `start` says where to begin; then only events and `advance` move it.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._follows_wall = start is None
        self._last = _whole(start or datetime.now(UTC)) - SECOND
        self._pinned = False

    def now(self) -> datetime:
        """The present moment, without moving it."""
        if self._pinned or not self._follows_wall:
            return self._last
        return max(self._last, _whole(datetime.now(UTC)))

    def tick(self) -> datetime:
        """The moment of a new event: at least a second after the one before, unless pinned."""
        if not self._pinned:
            wall = _whole(datetime.now(UTC)) if self._follows_wall else self._last
            self._last = max(self._last + SECOND, wall)
        return self._last

    def advance(self, seconds: int) -> None:
        """Let time pass."""
        self._last = self.now() + timedelta(seconds=seconds)

    def set(self, moment: datetime) -> None:
        """The next event happens right after `moment`, which may lie in the past."""
        self._follows_wall = False
        self._last = _whole(moment) - SECOND

    @contextmanager
    def pinned(self, moment: datetime | None = None) -> Iterator[datetime]:
        """Everything inside happens in one and the same second."""
        before = self._pinned
        self._last = _whole(moment) if moment else self.tick()
        self._pinned = True
        try:
            yield self._last
        finally:
            self._pinned = before


def render_time(moment: datetime) -> str:
    """`2026-11-23T10:00:00Z`, the form of every time in GitHub's API."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def render_optional_time(moment: datetime | None) -> str | None:
    """As `render_time`, and null for what has not happened."""
    return None if moment is None else render_time(moment)


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
