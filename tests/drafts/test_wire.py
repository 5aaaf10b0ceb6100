"""The shapes that a model is asked for: the service accepts them as they are sent, and the records take what they hold."""

import anthropic
import pytest

from aidlc.domain.drafts import wire, wire_designs
from aidlc.domain.drafts.wire import Wire
from tests.support.messages_rules import schema_complaints


def _shapes() -> list[type[Wire]]:
    found = {**vars(wire), **vars(wire_designs)}.values()
    return [one for one in found if isinstance(one, type) and issubclass(one, Wire) and one is not Wire]


@pytest.mark.parametrize("shape", _shapes(), ids=lambda shape: shape.__name__)
def test_schema_is_one_that_the_service_accepts(shape: type[Wire]) -> None:
    sent = anthropic.transform_schema(shape.model_json_schema())

    assert list(schema_complaints(sent, shape.__name__)) == []


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            "additionalProperties",
        ),
        ({"type": "object", "properties": {}, "additionalProperties": False}, "always empty"),
        (
            {"type": "object", "properties": {"a": {}}, "required": [], "additionalProperties": False},
            "must be required",
        ),
        (None, "an object is required"),
    ],
)
def test_rules_of_the_service_find_what_is_wrong(schema: object, said: str) -> None:
    assert any(said in one for one in schema_complaints(schema, "schema"))


def test_shape_within_itself_is_found() -> None:
    node = {
        "type": "object",
        "properties": {"inner": {"$ref": "#/$defs/Node"}},
        "required": ["inner"],
        "additionalProperties": False,
    }

    assert list(schema_complaints({**node, "$defs": {"Node": node}}, "s")) == [
        "s.inner.Node.inner: a shape within itself"
    ]
