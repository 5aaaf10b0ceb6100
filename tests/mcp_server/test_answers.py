"""What tools answer for programs fits the schema that is published, and the fuller model behind it."""

from typing import Any, get_args, get_type_hints

import jsonschema
import pytest

from mcp_server.results import Result
from mcp_server.server import declare_tools
from mcp_server.site import Site
from tests.contracts.tools import list_tools
from tests.mcp_server.assistant import Answer, Assistant, Mode
from tests.mcp_server.shop import record_inception
from tests.mcp_server.workshop import Workshop

PUBLISHED = {tool["name"]: tool["outputSchema"] for tool in list_tools()}


def _model(tool: str) -> type[Result]:
    [found] = [one for one, _ in declare_tools(Site(environ={})) if one.__name__ == tool]
    answered = get_type_hints(found, include_extras=True)["return"]
    model: type[Result] = get_args(answered)[1]
    assert issubclass(model, Result)
    return model


class Checking:
    """Calls tools and holds each answer against both."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.called: set[str] = set()

    def call(self, tool: str, /, **arguments: Any) -> Answer:
        told = self.assistant.call(tool, **arguments)
        self.called.add(tool)
        jsonschema.validate(told.data, PUBLISHED[tool], cls=jsonschema.Draft202012Validator)
        model = _model(tool)
        assert model.model_validate(told.data, strict=True).model_dump(mode="json") == told.data
        # Fields with a default are in every answer, and promised by none: the list of tools has no room for them.
        promised = {name for name, field in model.model_fields.items() if field.is_required()}
        assert set(PUBLISHED[tool]["required"]) == promised
        return told


@pytest.mark.parametrize("mode", get_args(Mode))
def test_every_answer_fits_its_schema(workshop: Workshop, mode: Mode) -> None:
    workshop.assistant.mode = mode
    checking = Checking(workshop.assistant)
    checking.call("get_status")
    checking.call("validate_records")
    record_inception(workshop.assistant)
    for tool, arguments in (
        ("record_intent", {"title": "The shop"}),
        ("record_questions", {"questions": [{"id": "why", "question": "Why?", "answer": "So."}]}),
        ("record_artifact", {"kind": "prfaq", "body": "Another."}),
        ("record_units", {"units": [{"id": "till", "title": "Till"}]}),
        ("record_bolts", {"unit": "till", "bolts": [{"id": "open", "goal": "Open it."}]}),
        ("explain_gate", {"phase": "inception", "if_approved": ["alice"]}),
        ("check_approval", {"phase": "inception"}),
        ("request_approval", {"phase": "inception"}),
        ("check_approval", {"phase": "inception"}),
        ("explain_gate", {"phase": "inception"}),
        ("get_status", {}),
        (
            "record_deployment_unit",
            {"deployment_units": [{"id": "service", "title": "S", "units": ["cart"]}]},
        ),
    ):
        checking.call(tool, intent="shop", **arguments)
    workshop.stage.approve(1, "alice", "bob")
    workshop.stage.merge(1)
    checking.call("check_approval", intent="shop", phase="inception")
    workshop.pull()
    workshop.assistant.call("record_bolts", intent="shop", unit="cart", bolts=[{"id": "add"}])
    checking.call("update_bolt", bolt="shop/cart/add", state="in-progress")
    workshop.write("aidlc-records/shop/inception/risks.md", "cut")
    assert checking.call("validate_records", limit=1).data["total"] >= 1
    checking.call("get_status")
    assert checking.called == PUBLISHED.keys()


def test_schema_refuses_an_answer_that_lacks_something() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"records": []}, PUBLISHED["record_intent"])
