"""From an event's selection to numbers: the open pull requests that have to be evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from aidlc.adapters.events import Selection
from aidlc.domain.errors import GitHubError


class Reader(Protocol):
    """What looking for pull requests needs of the client."""

    @property
    def repository(self) -> str:
        """`owner/name`."""

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages."""


def find_pulls(client: Reader, selection: Selection) -> tuple[int, ...]:
    """Return the numbers to evaluate, ascending, without repetition.

    For a commit, all open pull requests are listed and those whose head it is are taken: GitHub's list of a commit's pull
    requests leaves out forks, this one doesn't. Whether one may get a status at all is the gate's to say.
    Raises `GitHubError`.
    """
    numbers = set(selection.numbers)
    if selection.every or selection.head is not None:
        for pull in client.get_pages(f"/repos/{client.repository}/pulls", {"state": "open"}):
            number, head = _number_and_head(pull)
            if selection.every or head == selection.head:
                numbers.add(number)
    return tuple(sorted(numbers))


def _number_and_head(pull: object) -> tuple[int, str]:
    if isinstance(pull, dict) and isinstance(pull.get("head"), dict):
        number, head = pull.get("number"), pull["head"].get("sha")
        if isinstance(number, int) and isinstance(head, str):
            return number, head
    raise GitHubError("GitHub listed a pull request without number or head. Run again.")
