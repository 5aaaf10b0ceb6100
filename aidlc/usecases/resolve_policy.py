"""Account ids written into a policy: `alice` becomes `alice#583231`, comments and every other byte stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from aidlc.adapters import yaml_subset
from aidlc.adapters.codec import decode_policy
from aidlc.adapters.codec_text import to_text
from aidlc.adapters.yaml_places import Place, find_scalars, replace_scalars
from aidlc.domain.errors import InputError, Problem, RecordProblems
from aidlc.domain.policy_rules import check_policy
from schemas.policy import Policy

_USER_KEY: Final = re.compile(r"(roles\.[^.\[]+|agents)\.users\[[0-9]+\]")
_TEAM_KEY: Final = re.compile(r"roles\.[^.\[]+\.teams\[[0-9]+\]")
_REVOKED_KEY: Final = re.compile(r"revoked\[[0-9]+\]")
_USER: Final = re.compile(
    r"(?P<name>[A-Za-z0-9](?:-?[A-Za-z0-9_])*(?:\[bot\])?)(?:#(?P<id>[1-9][0-9]*))?(?P<tail>)"
)
_REVOKED: Final = re.compile(
    r"(?P<name>[A-Za-z0-9](?:-?[A-Za-z0-9_])*)(?:#(?P<id>[1-9][0-9]*))?(?P<tail> since \S+)?"
)
_TEAM: Final = re.compile(r"(?P<name>[A-Za-z0-9-]+/[a-z0-9_-]+)(?:#(?P<id>[1-9][0-9]*))?(?P<tail>)")
_MOST_BYTES: Final = 256 * 1024


class Client(Protocol):
    """What this use case needs of a client."""

    def get_or_none(self, path: str, params: None = None) -> Any:  # noqa: ANN401 -- JSON is Any
        """Return the JSON of a path, `None` for GitHub's own 404."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One reference that was written anew."""

    line: int
    before: str
    after: str


def read_policy_file(path: Path) -> bytes:
    """Return the file's bytes. Raises `InputError` when it can't be read or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{path}: the policy can't be read ({error.strerror}). Give the path of the file; `aidlc init` writes one."
        ) from None
    if len(data) > _MOST_BYTES:
        raise InputError(f"{path}: the policy has more than {_MOST_BYTES} bytes. Shorten it.")
    return data


def check_policy_bytes(data: bytes, path: str) -> Policy:
    """Return the policy when it can be used as it stands. Raises `RecordProblems` with everything that is wrong."""
    policy = decode_policy(data, path)
    problems = check_policy(policy)
    if problems:
        places = find_scalars(to_text(path, data))
        raise RecordProblems(
            tuple(
                problem.model_copy(update={"path": path, "line": _line_of(problem.key, places)})
                for problem in problems
            )
        )
    return policy


def _line_of(key: str | None, places: Sequence[Place]) -> int | None:
    """The line of the first value at `key` or below it."""
    if not key:
        return None
    return next((one.line for one in places if re.match(rf"{re.escape(key)}(?![^.\[])", one.key)), None)


def resolve_policy(client: Client, data: bytes, path: str) -> tuple[bytes, tuple[Resolved, ...]]:
    """Return the policy's bytes with the id of every account and team, and what was written anew.

    An id that is there already is compared with GitHub's: a different one is a problem, because the login may belong to
    somebody else by now. Raises `RecordProblems`, `GitHubError`.
    """
    text = to_text(path, data)
    _, problems = yaml_subset.load(text, path=path)
    if problems:
        raise RecordProblems(problems)
    changes: list[tuple[Place, str]] = []
    wrong: list[Problem] = []
    known: dict[tuple[str, str], tuple[str, int] | None] = {}
    for place in find_scalars(text):
        pattern, look_up = _reader(place.key)
        found = pattern.fullmatch(place.value) if pattern is not None else None
        if pattern is None or place.value.startswith("review:"):
            continue
        if found is None:
            wrong.append(
                _problem(
                    path,
                    place,
                    "no account or team can be called this",
                    "Write the login as GitHub shows it.",
                )
            )
            continue
        name = found["name"]
        kind = look_up.__name__
        if (kind, name.lower()) not in known:
            known[kind, name.lower()] = look_up(client, name)
        answer = known[kind, name.lower()]
        if answer is None:
            wrong.append(
                _problem(
                    path,
                    place,
                    f"GitHub shows no `{name}` to this token",
                    "Check the name, or use a token that sees it.",
                )
            )
        elif found["id"] is not None and int(found["id"]) != answer[1]:
            message = f"`{name}` has the id {answer[1]} on GitHub, not {found['id']}"
            wrong.append(
                _problem(
                    path,
                    place,
                    message,
                    f"If that is still the person you mean, write `{answer[0]}#{answer[1]}`.",
                )
            )
        else:
            written = f"{answer[0]}#{answer[1]}{found['tail'] or ''}"
            if written != place.value:
                changes.append((place, written))
    if wrong:
        raise RecordProblems(tuple(wrong))
    resolved = replace_scalars(text, changes).encode("utf-8")
    _check_nothing_else_changed(text, resolved, {place.key: value for place, value in changes}, path)
    return resolved, tuple(Resolved(place.line, place.value, value) for place, value in changes)


def _reader(key: str) -> tuple[re.Pattern[str] | None, Callable[[Client, str], tuple[str, int] | None]]:
    """How the scalar at a key is written and looked up; no pattern where it names nobody."""
    if _USER_KEY.fullmatch(key):
        return _USER, _look_up_user
    if _REVOKED_KEY.fullmatch(key):
        return _REVOKED, _look_up_user
    return (_TEAM if _TEAM_KEY.fullmatch(key) else None), _look_up_team


def _look_up_user(client: Client, login: str) -> tuple[str, int] | None:
    return _named(client.get_or_none(f"/users/{quote(login, safe='')}"), "login", login)


def _look_up_team(client: Client, name: str) -> tuple[str, int] | None:
    organisation, _, slug = name.partition("/")
    path = f"/orgs/{quote(organisation, safe='')}/teams/{quote(slug, safe='')}"
    found = _named(client.get_or_none(path), "slug", slug)
    return (f"{organisation}/{found[0]}", found[1]) if found is not None else None


def _named(answer: object, field: str, asked: str) -> tuple[str, int] | None:
    """GitHub's own spelling and id; `None` for an answer about something else (a renamed account redirects)."""
    if not isinstance(answer, dict):
        return None
    name, number = answer.get(field), answer.get("id")
    if not isinstance(name, str) or not isinstance(number, int) or name.lower() != asked.lower():
        return None
    return name, number


def _problem(path: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem(path=path, line=place.line, key=place.key, message=f"{message}.", remedy=remedy)


def _check_nothing_else_changed(text: str, resolved: bytes, wanted: dict[str, str], path: str) -> None:
    """Read the new text again. Raises `InputError` when anything but the references would differ."""
    before = {place.key: wanted.get(place.key, place.value) for place in find_scalars(text)}
    after = {place.key: place.value for place in find_scalars(resolved.decode("utf-8"))}
    if before != after:
        raise InputError(
            f"{path}: the ids can't be written into this layout. Write each reference on a line of its own."
        )
