"""People with tokens, working copies with commits: what the tests of the embedded GitHub are played with."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import requests

from aidlc.emulator import EmbeddedGitHub, Recorded, User
from tests.support.official import validate_graphql, validate_rest

TIMEOUT = 30
# Where GitHub is known to answer otherwise than its description says.
KNOWN_INACCURACIES = (
    re.compile(r"answer 4\d\d: GitHub answers without a body here"),  # every error has a body with a message
    re.compile(
        r"answer 422: GitHub answers 201 here"
    ),  # statuses: an unknown commit, a wrong state, too many
    re.compile(r"can_admins_bypass: GitHub has no such field here"),  # environments have it
    re.compile(
        r"/dispatches: answer 4\d\d: GitHub answers 200, 204 here"
    ),  # no such workflow, no such input, no right to
    re.compile(r"\.(author|committer): none of the forms"),  # null for an unknown address, beside an `anyOf`
    re.compile(
        r"head\.repo: (None for not nullable|None is not of type 'object')"
    ),  # null once a fork is deleted
)


@dataclass(frozen=True)
class Reply:
    """An HTTP answer with the JSON in it."""

    status: int
    json: Any
    headers: Any

    def expect(self, status: int) -> Any:
        """The JSON, if the status is this one."""
        assert self.status == status, (self.status, str(self.json)[:500])
        return self.json


class Api:
    """The API as a token sees it. Paths are relative to the repository unless they start with a slash."""

    def __init__(self, github: EmbeddedGitHub, token: str | None) -> None:
        self.github = github
        self.token = token

    def get(self, path: str, /, **query: str | int) -> Reply:
        return self._send("GET", path, query=query)

    def post(self, path: str, /, **body: Any) -> Reply:
        return self._send("POST", path, body=body)

    def put(self, path: str, /, **body: Any) -> Reply:
        return self._send("PUT", path, body=body)

    def patch(self, path: str, /, **body: Any) -> Reply:
        return self._send("PATCH", path, body=body)

    def delete(self, path: str, /, **body: Any) -> Reply:
        return self._send("DELETE", path, body=body or None)

    def graphql(self, query: str, **variables: Any) -> Any:
        """The answer's JSON; the status is always 200."""
        url, body = self.github.graphql_url, {"query": query, "variables": variables}
        answer = requests.post(url, json=body, headers=self._headers(), timeout=TIMEOUT)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pull(self, selection: str, number: int = 1) -> Any:
        """What GraphQL says of a pull request."""
        query = f'{{ repository(owner: "acme", name: "events") {{ pullRequest(number: {number}) {{ {selection} }} }} }}'
        answer = self.graphql(query)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]["repository"]["pullRequest"]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: dict[str, Any] | None = None,
    ) -> Reply:
        root = self.github.api_url
        below = f"/{path}" if path else ""
        url = f"{root}{path}" if path.startswith("/") else f"{root}/repos/acme/events{below}"
        answer = requests.request(
            method,
            url,
            params=query,
            json=body,
            headers=self._headers(),
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        return Reply(answer.status_code, answer.json() if answer.text else None, answer.headers)


class Person(Api):
    """An account and its own token."""

    def __init__(self, github: EmbeddedGitHub, user: User) -> None:
        super().__init__(github, user.token)
        self.user = user

    def review(self, event: str | None, body: str = "", number: int = 1, **more: Any) -> Any:
        """Review a pull request; the review's JSON."""
        wish = {"event": event} if event else {}
        return self.post(f"pulls/{number}/reviews", body=body, **wish, **more).expect(200)


class Clone:
    """Someone's working copy; its remote carries the token as password."""

    def __init__(self, folder: Path, user: User) -> None:
        self.folder = folder
        self.user = user

    @classmethod
    def init(cls, folder: Path, github: EmbeddedGitHub, user: User) -> Self:
        folder.mkdir()
        made = cls(folder, user)
        made.git("init", "-q", "-b", "main")
        made.git("remote", "add", "origin", address(github, user.token))
        return made

    def git(self, *arguments: str, stdin: str = "") -> str:
        """What git says; a failure fails the test."""
        done = self.attempt(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def attempt(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run git, whatever comes of it."""
        who = [f"user.name={self.user.login}", f"user.email={self.user.login}@example.com"]
        flags = [flag for each in who for flag in ("-c", each)]
        # The tests' environment names a committer, which would win over these settings.
        names = {
            "GIT_AUTHOR_NAME": self.user.login,
            "GIT_AUTHOR_EMAIL": f"{self.user.login}@example.com",
            "GIT_COMMITTER_NAME": self.user.login,
            "GIT_COMMITTER_EMAIL": f"{self.user.login}@example.com",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
        }
        command = ["git", "-C", str(self.folder), *flags, *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, env=names)

    def commit(self, path: str, text: str, message: str = "change") -> str:
        """Commit one file; the commit's id."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.git("add", path)
        self.git("commit", "-q", "-m", message)
        return self.head

    def push(self, *refs: str) -> None:
        """Push to the embedded GitHub."""
        self.git("push", "-q", "origin", *refs)

    @property
    def head(self) -> str:
        """The checked-out commit."""
        return self.git("rev-parse", "HEAD")


@dataclass(frozen=True)
class Stage:
    """One repository with pull request 1 and the people around it."""

    github: EmbeddedGitHub
    clone: Clone
    people: dict[str, Person]

    @property
    def dev(self) -> Person:
        """The author, who may push."""
        return self.people["dev"]

    @property
    def po(self) -> Person:
        """Someone else who may push."""
        return self.people["po"]

    @property
    def admin(self) -> Person:
        """The administrator."""
        return self.people["admin"]


def address(github: EmbeddedGitHub, token: str) -> str:
    """The clone URL with a token in it."""
    return github.clone_url.replace("http://", f"http://x-access-token:{token}@")


def objections(recorded: Sequence[Recorded]) -> list[str]:
    """What GitHub's descriptions have against these exchanges; a fault's answer is not GitHub's and is left out."""
    found: list[str] = []
    for each in recorded:
        if each.fault is not None:
            continue
        if each.is_rest:
            found += validate_rest(
                each.method, each.rest_path, each.query, each.body, each.status, each.answer
            )
        elif each.is_graphql and each.status == 200:
            found += validate_graphql(each.body["query"], each.body.get("variables"), each.answer)
    return [each for each in found if not any(known.search(each) for known in KNOWN_INACCURACIES)]
