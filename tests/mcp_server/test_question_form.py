"""Unanswered questions are recorded first, then asked by a form where the client can show one: nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.context import ClientRequestContext
from mcp.types import (
    CallToolResult,
    ClientCapabilities,
    ElicitationCapability,
    ElicitRequestFormParams,
    ElicitRequestParams,
    ElicitResult,
    FormElicitationCapability,
    UrlElicitationCapability,
)

from mcp_server.question_form import make_form, read_answers, shows_forms
from mcp_server.server import build_server
from mcp_server.site import Site
from schemas.records import Question
from tests.mcp_server.assistant import NOON, Answer, Assistant, Mode

MODES: tuple[Mode, ...] = get_args(Mode)
PATH = "aidlc-records/shop/inception/questions.md"
WHY = {"id": "why", "question": "Why now?"}
CURRENCY = {"id": "currency", "question": "Which currency?", "options": ["Euro", "Dollar"]}
Human = Callable[[ElicitRequestFormParams], ElicitResult]


class FormClient:
    """A client whose human does what they are told when a form comes."""

    def __init__(self, root: Path, mode: Mode, human: Human | None) -> None:
        self.root, self.mode, self.human = root, mode, human
        self.forms: list[ElicitRequestFormParams] = []

    async def _show(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        assert isinstance(params, ElicitRequestFormParams)
        assert (self.root / PATH).exists()  # recorded before anybody is asked
        self.forms.append(params)
        assert self.human is not None
        return self.human(params)

    def ask(self, *questions: dict[str, Any], server: StdioServerParameters | None = None) -> Answer:
        async def _call() -> CallToolResult:
            target = server or build_server(Site(root=self.root, environ={}, now=lambda: NOON))
            shown = self._show if self.human else None
            async with Client(target, mode=self.mode, elicitation_callback=shown) as client:
                arguments = {"intent": "shop", "questions": list(questions)}
                return await client.call_tool("record_questions", arguments)

        return Answer(anyio.run(_call))

    @property
    def text(self) -> str:
        return (self.root / PATH).read_text(encoding="utf-8")


def accepts(**answers: str) -> Human:
    return lambda params: ElicitResult(action="accept", content=dict(answers))


def declines(params: ElicitRequestFormParams) -> ElicitResult:
    return ElicitResult(action="decline")


def cancels(params: ElicitRequestFormParams) -> ElicitResult:
    return ElicitResult(action="cancel")


@pytest.fixture
def shop(repository: Path) -> Path:
    Assistant(repository).call("record_intent", intent="shop", title="A shop", body="Sell things.")
    return repository


@pytest.mark.parametrize("mode", MODES)
def test_answers_of_a_form_are_recorded_with_where_they_came_from(shop: Path, mode: Mode) -> None:
    client = FormClient(shop, mode, accepts(why="It is time.", currency="Euro"))
    answer = client.ask(WHY, CURRENCY)
    assert not answer.failed, answer.text
    assert len(client.forms) == 1
    assert "answer: It is time.\n    answered_by: the client's form\n" in client.text
    assert "answer: Euro\n    answered_by: the client's form\n" in client.text
    assert "Answered in the client's form: `why`, `currency`." in answer.text
    assert "open" not in answer.text.partition("Next:")[0]
    assert answer.data["records"][0]["path"] == PATH


def test_form_shows_the_question_its_choices_and_that_it_may_stay_empty(shop: Path) -> None:
    client = FormClient(shop, "auto", cancels)
    client.ask({**WHY, "question": "Why\u202e now?\nSay more. " + "x" * 200}, CURRENCY)
    (form,) = client.forms
    assert "the Intent shop. What you leave empty stays open." in form.message
    schema = form.requested_schema
    assert schema.get("required", []) == []
    why, currency = schema["properties"]["why"], schema["properties"]["currency"]
    assert why["title"].startswith("Why\\u202e now? Say more. xxx")
    assert len(why["title"]) == 120
    assert len(why["description"]) > 200
    assert currency == {"type": "string", "title": "Which currency?", "enum": ["Euro", "Dollar"]}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("human", "said"),
    [
        (declines, "The human declined the form."),
        (cancels, "The form was closed without an answer."),
        (None, "This client can't show a form."),
        (accepts(), ""),
        (accepts(why="  ", currency="Yen", other="x"), ""),
    ],
)
def test_what_nobody_answered_is_recorded_as_open_and_said_so(
    shop: Path, mode: Mode, human: Human | None, said: str
) -> None:
    client = FormClient(shop, mode, human)
    answer = client.ask(WHY, CURRENCY)
    assert not answer.failed, answer.text
    assert "question: Why now?" in client.text
    assert "answer:" not in client.text
    assert "Recorded as open: `why`, `currency`." in answer.text
    assert said in answer.text
    assert "Ask the human in chat and record what they say; never answer for them." in answer.text
    assert len(client.forms) == (human is not None)


@pytest.mark.parametrize("mode", MODES)
def test_half_a_form_leaves_the_other_half_open(shop: Path, mode: Mode) -> None:
    client = FormClient(shop, mode, accepts(currency="Dollar"))
    answer = client.ask(WHY, CURRENCY)
    assert "Answered in the client's form: `currency`." in answer.text
    assert "Recorded as open: `why`. Ask the human" in answer.text


@pytest.mark.parametrize("mode", MODES)
def test_a_form_has_four_questions_and_the_next_call_shows_the_rest(shop: Path, mode: Mode) -> None:
    asked = [{"id": f"q{number}", "question": f"Question {number}?"} for number in range(6)]
    client = FormClient(
        shop,
        mode,
        lambda params: ElicitResult(
            action="accept", content=dict.fromkeys(params.requested_schema["properties"], "Yes.")
        ),
    )
    answer = client.ask(*asked)
    assert list(client.forms[0].requested_schema["properties"]) == ["q0", "q1", "q2", "q3"]
    assert "Not in the form yet: `q4`, `q5`. Calling again with their ids shows them." in answer.text
    client.ask({"id": "q4"}, {"id": "q5"})
    assert list(client.forms[1].requested_schema["properties"]) == ["q4", "q5"]
    assert client.text.count("answer: Yes.") == 6


@pytest.mark.parametrize("mode", MODES)
def test_answered_questions_are_nobody_s_form(shop: Path, mode: Mode) -> None:
    client = FormClient(shop, mode, accepts(why="No."))
    answer = client.ask({**WHY, "answer": "So.", "answered_by": "Ann"})
    assert client.forms == []
    assert "answered_by: Ann" in client.text
    assert "open" not in answer.text.partition("Next:")[0]


@pytest.mark.parametrize("mode", MODES)
def test_what_somebody_answered_while_the_form_was_open_stays(shop: Path, mode: Mode) -> None:
    def meanwhile(params: ElicitRequestFormParams) -> ElicitResult:
        done = subprocess.run(
            [sys.executable, "-c", OTHER, str(shop)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return ElicitResult(action="accept", content={"why": "From the form.", "currency": "Euro"})

    answer = FormClient(shop, mode, meanwhile).ask(WHY, CURRENCY)
    text = (shop / PATH).read_text(encoding="utf-8")
    assert "answer: From elsewhere." in text
    assert "From the form." not in text
    assert not answer.failed, answer.text


OTHER = """
import sys
from pathlib import Path
from aidlc.adapters.ledger import Ledger
from aidlc.usecases.proposals import QuestionProposal
from aidlc.usecases.recording import record_questions
record_questions(Ledger(Path(sys.argv[1])), "shop", [QuestionProposal(id="why", answer="From elsewhere.")])
"""


def test_client_that_fails_at_its_form_loses_nothing(shop: Path) -> None:
    def breaks(params: ElicitRequestFormParams) -> ElicitResult:
        raise MCPError(-32603, "no window")

    def empty(params: ElicitRequestFormParams) -> ElicitResult:
        return ElicitResult(action="accept")

    for human in (breaks, empty):
        answer = FormClient(shop, "legacy", human).ask(WHY)
        assert not answer.failed, answer.text
        assert "Recorded as open: `why`. The client's form failed. Ask the human in chat" in answer.text


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("question", "wanted"),
    [({"id": "a", "answer": "b"}, "give its `question`"), ({"id": "a", "anwser": "b"}, "anwser")],
)
def test_mistakes_are_told_as_by_every_tool(
    shop: Path, mode: Mode, question: dict[str, str], wanted: str
) -> None:
    answer = FormClient(shop, mode, declines).ask(question)
    assert answer.failed
    assert wanted in answer.text
    assert "Resolver" not in answer.text
    assert "Internal error" not in answer.text


@pytest.mark.parametrize("mode", MODES)
def test_forms_work_over_stdio(shop: Path, mode: Mode) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    script = str(Path(sys.executable).with_name("aidlc"))
    server = StdioServerParameters(command=script, args=["serve"], cwd=shop, env=kept)
    client = FormClient(shop, mode, accepts(why="It is time."))
    answer = client.ask(WHY, server=server)
    assert not answer.failed, answer.text
    assert "answer: It is time.\n    answered_by: the client's form\n" in client.text


def test_a_form_needs_a_client_that_declares_it() -> None:
    url, form = UrlElicitationCapability(), FormElicitationCapability()
    for capability, shows in (
        (None, False),
        (ElicitationCapability(), True),
        (ElicitationCapability(form=form), True),
        (ElicitationCapability(form=form, url=url), True),
        (ElicitationCapability(url=url), False),
    ):
        assert shows_forms(ClientCapabilities(elicitation=capability)) is shows
    assert not shows_forms(None)


def test_answer_of_another_kind_or_length_is_none() -> None:
    asked = (Question(id="why", question="Why?"), Question(id="same", question="x", options=("a b", "a  b")))
    form = make_form(asked)
    for said in (7, ["x"], None, "x" * 20_001, {"a": 1}):
        assert read_answers(asked, form.model_validate({"why": said})) == {}
    # Options that can't be told apart are no choice: the answer is free text.
    assert read_answers(asked, form.model_validate({"same": " c\r\nd "})) == {asked[1]: "c\nd"}
