"""What an HTTP answer of GitHub means: data, something to wait for, or an error with a hint. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from aidlc.domain.errors import GitHubError

_SHOWN: Final = 300
_SECONDARY_WAIT: Final = 60.0  # GitHub: "wait for at least one minute" where no header says how long


class TransientError(GitHubError):
    """An answer that may be better next time; `wait` seconds are asked for, `None` leaves them to the caller."""

    def __init__(self, message: str, *, status: int | None = None, wait: float | None = None) -> None:
        """Keep how long GitHub asks to wait."""
        super().__init__(message, status=status)
        self.wait = wait


def read_json(text: str, what: str, status: int) -> Any:  # noqa: ANN401 -- JSON is Any
    """Return the JSON value of an answer's body.

    Raises `TransientError` for what isn't JSON (a proxy's page, a body that was cut).
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        kind = "an HTML page" if text.lstrip()[:1] == "<" else "no valid JSON"
        raise TransientError(
            f"GitHub answered {what} with {kind} (status {status}). Run again; if it stays, check the API address.",
            status=status,
        ) from None


def check_status(status: int, headers: Mapping[str, Any], text: str, what: str) -> None:
    """Return quietly for a 2xx answer.

    Raises `TransientError` for rate limits and server errors, `GitHubError` with a hint for everything else.
    """
    if 200 <= status < 300:
        return
    said = _message(text)
    if status == 429 or (status == 403 and is_rate_limit(headers, said)):
        wait = seconds_to_wait(headers)
        raise TransientError(
            f"GitHub's rate limit is used up ({what}: {said or status}). Run again in {max(1, round(wait))} seconds.",
            status=status,
            wait=wait,
        )
    if status >= 500:
        raise TransientError(
            f"GitHub failed on {what} (status {status}). Run again in a few minutes.", status=status
        )
    raise GitHubError(
        f"GitHub refused {what} (status {status}: {said}). {_hint(status, headers)}", status=status
    )


def is_rate_limit(headers: Mapping[str, Any], said: str) -> bool:
    """Whether a 403 is a primary or secondary rate limit rather than a missing permission.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    return (
        "retry-after" in headers
        or str(headers.get("x-ratelimit-remaining", "")) == "0"
        or "rate limit" in said.lower()
        or "abuse detection" in said.lower()
    )


def seconds_to_wait(headers: Mapping[str, Any]) -> float:
    """How many seconds GitHub asks to wait, from its own clock only: the runner's may be wrong."""
    after = str(headers.get("retry-after", ""))
    if after.isdecimal():
        return float(after)
    reset = str(headers.get("x-ratelimit-reset", ""))
    if str(headers.get("x-ratelimit-remaining", "")) == "0" and reset.isdecimal():
        try:
            now = parsedate_to_datetime(str(headers.get("date", ""))).timestamp()
        except ValueError:
            return _SECONDARY_WAIT
        return max(0.0, float(reset) - now) + 1.0
    return _SECONDARY_WAIT


def read_graphql(value: object, what: str) -> dict[str, Any]:
    """Return `data` of a GraphQL answer.

    Raises `GitHubError` for `errors` (also beside data), for no data and for null at the top: partial data is no data.
    """
    if not isinstance(value, dict):
        raise TransientError(f"GitHub answered {what} with something that is no GraphQL answer. Run again.")
    errors = value.get("errors")
    if errors:
        raise _graphql_error(errors, what)
    data = value.get("data")
    if not isinstance(data, dict) or not data:
        raise TransientError(f"GitHub answered {what} without data. Run again.")
    for name, part in data.items():
        if part is None:
            raise GitHubError(
                f"GitHub answered {what} with null for `{name}`. {_hint(404, {})}",
                status=404,
            )
    return data


def _graphql_error(errors: object, what: str) -> GitHubError:
    """Return the error that a GraphQL `errors` list means."""
    listed = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    said = clip("; ".join(str(error.get("message", "")) for error in listed) or str(errors))
    types = {str(error.get("type", "")) for error in listed}
    if "RATE_LIMITED" in types or "RATE_LIMIT" in types:
        return TransientError(
            f"GitHub's rate limit is used up ({what}). Run again in an hour.",
            status=429,
            wait=_SECONDARY_WAIT,
        )
    if types and types <= {"NOT_FOUND"}:
        return GitHubError(f"GitHub refused {what} ({said}). {_hint(404, {})}", status=404)
    if "FORBIDDEN" in types or "INSUFFICIENT_SCOPES" in types:
        return GitHubError(f"GitHub refused {what} ({said}). {_hint(403, {})}", status=403)
    if types & {"", "SERVICE_UNAVAILABLE", "INTERNAL"} and "something went wrong" in said.lower():
        return TransientError(f"GitHub failed on {what} ({said}). Run again in a few minutes.")
    return GitHubError(
        f"GitHub answered {what} with errors ({said}). Run again; if it stays, please report it."
    )


def clip(text: str) -> str:
    """Return `text` as one line of at most 300 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _message(text: str) -> str:
    """GitHub's own words for an error: `message` and what `errors` add to it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "no explanation"
    if not isinstance(value, dict):
        return "no explanation"
    errors = value.get("errors")
    details = [
        str(detail.get("message", detail)) if isinstance(detail, dict) else str(detail)
        for detail in (errors if isinstance(errors, list) else [])
    ]
    return clip("; ".join([str(value.get("message", "no explanation")), *details]))


def _hint(status: int, headers: Mapping[str, Any]) -> str:
    """What to do about an error; GitHub names the permission it wanted in a header."""
    wanted = clip(str(headers.get("x-accepted-github-permissions", "")))
    if status == 401:
        return (
            "The token is missing, expired or revoked: give a valid one in GITHUB_TOKEN (for the MCP server, "
            "AIDLC_GITHUB_TOKEN)."
        )
    if status in {403, 404} and wanted:
        return f"The token needs the permission `{wanted}`: add it to `permissions:` of the workflow."
    if status == 403:
        return (
            "The token lacks a permission: the gate needs `contents: read`, `pull-requests: write`, `issues: write` "
            "and `statuses: write`."
        )
    if status == 404:
        return "It doesn't exist, or the token can't see it: check the name and the token's permissions."
    if 300 <= status < 400:
        return "Redirects are not followed: check the API address."
    return "Check the request and the token."


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
