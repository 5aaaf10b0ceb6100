"""The Actions runner: what it tells us in its environment, and what we tell it in files and log lines.

The only reader of `GITHUB_*`. Of an event's payload only numbers and commit ids are taken, to know where to look: everything
that a decision rests on is read from GitHub again (a re-run brings an old payload, a branch's author writes its titles).
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from aidlc.domain.errors import InputError
from prompts.neutral import log_line, one_line, show_hidden

MAX_EVENT_BYTES: Final = 32 * 1024 * 1024  # GitHub caps a payload at 25 MB
SUMMARY_LIMIT: Final = 1024 * 1024  # bytes; the runner drops a larger summary altogether
_OUTPUT_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class RunnerRequest:
    """What the runner's environment says; an empty string where it says nothing."""

    api_url: str
    graphql_url: str
    server_url: str
    repository: str
    """`owner/name`."""
    event_name: str
    event_path: str
    token: str
    output_path: str
    summary_path: str
    run_url: str = ""
    """The page of this run, for the status to link to."""
    on_runner: bool = False
    run: int = 0
    """Id of this run; 0 outside of a workflow."""

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"RunnerRequest(repository={self.repository!r}, event_name={self.event_name!r})"


def read_environment(environ: Mapping[str, str]) -> RunnerRequest:
    """Return the request; the token is GITHUB_TOKEN, else GH_TOKEN. Nothing is judged here, nothing is missing yet."""

    def value(name: str, default: str = "") -> str:
        return environ.get(name, "").strip() or default

    server, repository, run = value("GITHUB_SERVER_URL", "https://github.com"), value("GITHUB_REPOSITORY"), ""
    number = int(value("GITHUB_RUN_ID")) if value("GITHUB_RUN_ID").isdecimal() else 0
    if number and repository:
        run = f"{server.rstrip('/')}/{repository}/actions/runs/{number}"
    return RunnerRequest(
        api_url=value("GITHUB_API_URL", "https://api.github.com"),
        graphql_url=value("GITHUB_GRAPHQL_URL"),
        server_url=server,
        repository=repository,
        event_name=value("GITHUB_EVENT_NAME"),
        event_path=value("GITHUB_EVENT_PATH"),
        token=value("GITHUB_TOKEN") or value("GH_TOKEN"),
        output_path=value("GITHUB_OUTPUT"),
        summary_path=value("GITHUB_STEP_SUMMARY"),
        run_url=run,
        on_runner=value("GITHUB_ACTIONS") == "true",
        run=number,
    )


def read_event(path: str) -> Mapping[str, Any]:
    """Return the event's payload. Raises `InputError` for a missing, oversized or broken file."""
    if not path:
        raise InputError(
            "There is no event to read: GITHUB_EVENT_PATH isn't set. Outside of a workflow, name the pull request with --pr."
        )
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_EVENT_BYTES + 1)
        event = json.loads(data) if len(data) <= MAX_EVENT_BYTES else None
    except OSError as error:
        raise InputError(
            f"The event file {path} can't be read ({error.strerror}). Check GITHUB_EVENT_PATH."
        ) from None
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise InputError(
            f"The event file {path} is no JSON object of at most 32 MB. Check GITHUB_EVENT_PATH."
        )
    return event


def set_outputs(path: str, outputs: Mapping[str, str]) -> None:
    """Append step outputs to GITHUB_OUTPUT, each value one line behind a delimiter nobody can guess.

    Does nothing without a `path`. Raises `ValueError` for a name that is no output's.
    """
    if not path:
        return
    written = []
    for name, value in outputs.items():
        if not _OUTPUT_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of an output")
        delimiter = f"aidlc-{secrets.token_hex(16)}"
        line = one_line(value)
        if delimiter in line:
            raise ValueError("an output contains its delimiter")
        written.append(f"{name}<<{delimiter}\n{line}\n{delimiter}\n")
    with Path(path).open("a", encoding="utf-8", newline="\n") as file:
        file.write("".join(written))


def write_summary(path: str, markdown: str) -> None:
    """Append `markdown` to the step's summary, at most 1 MiB of it in all. Does nothing without a `path`."""
    if not path:
        return
    file = Path(path)
    room = SUMMARY_LIMIT - (file.stat().st_size if file.exists() else 0)
    data = show_hidden(markdown, keep="\n\u200b\ufe0f").encode()
    if len(data) > room:
        notice = b"\n\n(The summary was cut: it may have 1 MiB.)\n"
        data = data[: max(0, room - len(notice))].decode(errors="ignore").encode() + notice
        data = data if len(data) <= room else b""
    with file.open("ab") as opened:
        opened.write(data)


def annotation(
    level: Literal["notice", "warning", "error"],
    message: str,
    *,
    title: str = "",
    file: str = "",
    line: int | None = None,
) -> str:
    """Return the workflow command that shows `message` on the run's page, escaped as the runner unescapes it.

    Source: github.com/actions/toolkit, packages/core/src/command.ts.
    """
    properties = {"title": title, "file": file, "line": str(line) if line is not None else ""}
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{level}{' ' + given if given else ''}::{_data(log_line(message, 4000))}"


def quoted(text: str) -> str:
    """Return `text`, which others wrote, for the log: no line of it is a workflow command.

    The runner is told to stop listening until a token nobody can guess; each line is harmless in itself besides.
    """
    token = secrets.token_hex(16)
    lines = [log_line(line) for line in text.splitlines()]
    return "\n".join([f"::stop-commands::{token}", *lines, f"::{token}::"])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
