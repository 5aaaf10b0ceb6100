"""Whose token it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from aidlc.domain.errors import GitHubError
from aidlc.domain.facts import Account


class Client(Protocol):
    """What this module needs of a client."""

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Return the data of a query."""


def read_viewer(client: Client) -> Account:
    """Return the account that the token belongs to. Raises `GitHubError`."""
    viewer = client.graphql("query { viewer { databaseId login } }", {}).get("viewer")
    if not isinstance(viewer, dict) or not isinstance(viewer.get("databaseId"), int):
        raise GitHubError(
            "GitHub doesn't say whose token this is. Run again; if it stays, use another token."
        )
    return Account(id=viewer["databaseId"], login=str(viewer.get("login", "")))
