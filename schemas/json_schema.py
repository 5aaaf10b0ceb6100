"""JSON Schemas of the record formats, for editors and other programs. Generated from the models, committed as `json/`."""

from __future__ import annotations

from pydantic.json_schema import GenerateJsonSchema

from schemas.policy import Policy
from schemas.registry import MODELS, POLICY


class _Untitled(GenerateJsonSchema):
    """Without a title for every key: they only repeat the key."""

    def field_title_should_be_set(self, schema: object) -> bool:
        """Never."""
        del schema
        return False


def file_name(kind: str) -> str:
    """The name of the file that holds the schema of `kind`."""
    return f"{kind}.schema.json"


def build_schema(kind: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of one kind of record, or of `policy`.

    It describes the front matter after YAML: text, numbers and times as JSON has them.
    """
    model = Policy if kind == POLICY else MODELS[kind]
    schema = model.model_json_schema(by_alias=True, schema_generator=_Untitled)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:aidlc:schema:{kind}:v1",
        **schema,
    }


def all_kinds() -> tuple[str, ...]:
    """Every kind that has a schema."""
    return (*MODELS, POLICY)
