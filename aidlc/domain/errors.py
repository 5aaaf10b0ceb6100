"""One tree of errors. Each message is one sentence that says what is wrong and what to do next.

Shells translate: the MCP server into a tool error, the command line into one line on stderr and an exit status
(2 for `InputError`, 1 for `FactsError`), the gate into a status `error`.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """One thing wrong with one file: where, what was expected, what to do next. Rendered `file:line: key: message`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    line: int | None = None
    key: str | None = None
    message: str
    """What is wrong and what was expected, one sentence."""
    remedy: str = ""
    """What to do next, one sentence."""

    def __str__(self) -> str:
        """Return the problem as one line."""
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        key = f" {self.key}:" if self.key else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}:{key} {self.message}{remedy}"


class AidlcError(Exception):
    """Base of all errors a user may read."""

    exit_status = 1


class InputError(AidlcError):
    """The input or the configuration can't be used; exit status 2."""

    exit_status = 2


class RecordProblems(InputError):  # noqa: N818 -- reads as what it carries
    """Records or a policy that can't be read or don't say what they must."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep `problems` (at least one) as values; the message is one line a problem."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class RecordConflict(InputError):  # noqa: N818 -- names what happened
    """A record changed on disk since it was read; nothing was written."""


class IllegalTransition(InputError):  # noqa: N818 -- as above
    """A Bolt can't go from its state to the one asked for."""


class FactsError(AidlcError):
    """Facts that a decision needs could not be gathered; exit status 1. Never a yes, never a no."""


class GitError(FactsError):
    """Git refused or answered what can't be used."""


class GitHubError(FactsError):
    """GitHub refused or answered what can't be used."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        """Keep the HTTP `status` GitHub answered with; `None` where no usable answer came."""
        super().__init__(message)
        self.status = status
