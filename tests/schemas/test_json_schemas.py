"""The committed JSON Schemas are what the models say, and agree with the codec on real records."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aidlc.adapters.codec_emit import to_json_value
from schemas.json_schema import all_kinds, build_schema, file_name
from tests.contracts.record_schemas import FOLDER, render_schema
from tests.records.strategies import RECORDS


@pytest.mark.parametrize("kind", all_kinds())
def test_the_committed_schema_is_the_models(kind: str) -> None:
    committed = (FOLDER / file_name(kind)).read_text(encoding="utf-8")
    assert committed == render_schema(kind), "run `make contracts` and read the diff"


def test_there_is_no_schema_without_a_kind() -> None:
    assert {path.name for path in Path(FOLDER).iterdir()} == {file_name(kind) for kind in all_kinds()}


@pytest.mark.parametrize("kind", all_kinds())
def test_a_schema_is_valid_and_names_itself(kind: str) -> None:
    schema = build_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:aidlc:schema:{kind}:v1"
    assert schema["additionalProperties"] is False
    assert "schema" in json.dumps(schema["required"])


@pytest.mark.parametrize("kind", list(RECORDS))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_record_fits_its_schema(kind: str, data: st.DataObject) -> None:
    record = data.draw(RECORDS[kind])
    validator = Draft202012Validator(build_schema(kind))
    value = json.loads(json.dumps(to_json_value(record)))
    assert list(validator.iter_errors(value)) == []
    assert list(validator.iter_errors({**value, "approved": True}))
