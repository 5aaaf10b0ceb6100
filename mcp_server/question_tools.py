"""`record_questions`: recorded first, then asked by a form where the client can show one.

The tool is made for each site, as the SDK finds what it asks of the client in the annotations of a function: this module
therefore keeps annotations as values.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from anyio.to_thread import run_sync
from mcp.server.elicitation import AcceptedElicitation, ElicitationResult
from mcp.server.mcpserver import Context, Elicit, Resolve
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult
from mcp.types.version import is_version_at_least

from aidlc.usecases.proposals import QuestionProposal
from aidlc.usecases.recording import Recorded
from mcp_server.question_form import MOST, Form, make_form, read_answers, say_form, shows_forms
from mcp_server.results import Records, answer_recorded
from mcp_server.site import Site
from schemas.common import Slug
from schemas.records import Question

BY_FORM: Final = "the client's form"
"""Who answered, as the record says it: a form shows what was typed, and not who typed it."""

_RESUMES: Final = "2026-07-28"
"""From this protocol on the client calls again with what was answered; before it, the server asks during the call."""

_ASK: Final = "Ask the human in chat and record what they say; never answer for them."


@dataclass(frozen=True)
class Noted:
    """What the call recorded, and what it leaves open."""

    recorded: Recorded
    open: tuple[Question, ...]

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions of one form."""
        return self.open[:MOST]


@dataclass(frozen=True)
class NotAsked:
    """Why no form came back with something in it; empty where there was nothing to ask."""

    why: str = ""


def question_tool(site: Site) -> Callable[..., Awaitable[CallToolResult]]:
    """The tool over one site; each call opens the repository anew."""

    def note(intent: str, questions: list[QuestionProposal]) -> Noted:
        from aidlc.usecases.questions import open_questions
        from aidlc.usecases.recording import record_questions

        ledger = site.open().ledger
        recorded = record_questions(ledger, intent, questions)
        return Noted(recorded, open_questions(ledger, intent, {one.id for one in questions}))

    async def ask(
        intent: str, ctx: Context, noted: Annotated[Noted, Resolve(note)]
    ) -> Form | NotAsked | Elicit[Form]:
        if not noted.asked:
            return NotAsked()
        if not shows_forms(ctx.client_capabilities):
            return NotAsked("This client can't show a form.")
        wanted = Elicit(say_form(intent, noted.asked), make_form(noted.asked))
        if ctx.protocol_version is not None and is_version_at_least(ctx.protocol_version, _RESUMES):
            return wanted
        try:
            came = await ctx.elicit(wanted.message, wanted.schema)
        except (MCPError, ValueError):  # the client refused or answered something else: all is recorded
            return NotAsked("The client's form failed.")
        return _outcome(came)

    async def record_questions(
        intent: Slug,
        questions: list[QuestionProposal],  # noqa: ARG001 -- an argument of the tool, which `note` takes
        noted: Annotated[Noted, Resolve(note)],
        form: Annotated[ElicitationResult[Any], Resolve(ask)],
    ) -> Annotated[CallToolResult, Records]:
        """Record clarifying questions and human answers."""
        return await run_sync(_finish, site, intent, noted, _outcome(form))

    return record_questions


def _outcome(came: ElicitationResult[Any]) -> Form | NotAsked:
    if isinstance(came, AcceptedElicitation):
        data = came.data
        return data if isinstance(data, (Form, NotAsked)) else NotAsked("The client's form failed.")
    return NotAsked(
        "The human declined the form."
        if came.action == "decline"
        else "The form was closed without an answer."
    )


def _finish(site: Site, intent: str, noted: Noted, came: Form | NotAsked) -> CallToolResult:
    """Record what the form brought, and say what is open and what to do about it."""
    from aidlc.usecases.questions import answer_questions, open_questions
    from aidlc.usecases.status import next_step

    at = site.open()
    answers = read_answers(noted.asked, came) if isinstance(came, Form) else {}
    recorded = noted.recorded
    notes = list(recorded.notes)
    if answers:
        recorded = answer_questions(at.ledger, intent, answers, BY_FORM)
        notes += [f"Answered in the client's form: {_ids(list(answers))}.", *recorded.notes]
    left = open_questions(at.ledger, intent, {one.id for one in noted.open})
    if left:
        why = came.why if isinstance(came, NotAsked) else ""
        notes.append(" ".join(part for part in (f"Recorded as open: {_ids(left)}.", why, _ASK) if part))
    more = [one for one in left if one not in noted.asked]
    if more and isinstance(came, Form):
        notes.append(f"Not in the form yet: {_ids(more)}. Calling again with their ids shows them.")
    return answer_recorded(Recorded(recorded.changes, tuple(notes)), next_step(at, intent))


def _ids(questions: Sequence[Question]) -> str:
    return ", ".join(f"`{one.id}`" for one in questions)
