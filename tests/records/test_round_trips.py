"""Reading and writing changes no byte and no value, whatever a record holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlc.adapters.codec import decode, decode_policy, encode, encode_policy
from aidlc.domain.errors import RecordProblems
from aidlc.domain.layout import path_of
from aidlc.domain.records import Kind
from schemas.policy import Policy
from schemas.records import Intent, Workspace
from schemas.registry import MODELS
from tests.records.strategies import HOSTILE, HOSTILE_BLOCKS, RECORDS, address_for, bodies


def _intent(title: str) -> Intent:
    return Intent(schema_="aidlc/intent/v1", title=title, workspace=Workspace.GREENFIELD)


def test_every_kind_has_a_model_and_a_strategy() -> None:
    assert list(MODELS) == [str(kind) for kind in Kind]
    assert set(RECORDS) == set(MODELS)


@pytest.mark.parametrize("kind", list(MODELS))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_record_reads_back_as_written_and_is_then_canonical(kind: str, data: st.DataObject) -> None:
    record = data.draw(RECORDS[kind])
    body = "" if kind == "approval" else data.draw(bodies)
    path = path_of(address_for(kind))

    written = encode(record, body)
    read = decode(path, written)

    assert (read.record, read.body) == (record, body)
    assert encode(read.record, read.body) == written


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_back_as_the_same_text(text: str) -> None:
    path = path_of(address_for("intent"))
    read = decode(path, encode(_intent(text), text))
    assert isinstance(read.record, Intent)
    assert read.record.title == text
    assert read.body == text


@pytest.mark.parametrize("text", HOSTILE_BLOCKS)
def test_hostile_blocks_are_read_back_as_the_same_text(text: str) -> None:
    bolt = MODELS["bolt"].model_validate(
        {"schema": "aidlc/bolt/v1", "unit": "check-in", "goal": text, "timebox": 8}
    )
    path = path_of(address_for("bolt"))
    assert decode(path, encode(bolt, text)).record == bolt


def test_invisible_characters_are_shown_as_escapes() -> None:
    written = encode(_intent("a\u202eb\u200bc\u00a0d"), "").decode("utf-8")
    assert '"a\\u202eb\\u200bc\\u00a0d"' in written


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x07", "\x85", "\x9b", "\r"])
def test_control_characters_are_refused_when_writing(character: str) -> None:
    with pytest.raises(RecordProblems, match=f"U\\+{ord(character):04X}"):
        encode(_intent("a"), f"body {character}")
    if character != "\r":  # the model itself refuses a line break in a title
        with pytest.raises(RecordProblems, match=f"U\\+{ord(character):04X}"):
            encode(_intent(f"a{character}b"), "")


def test_canonical_form_is_pinned() -> None:
    bolt = MODELS["bolt"].model_validate(
        {
            "schema": "aidlc/bolt/v1",
            "unit": "check-in",
            "goal": "Scan a code\nand admit the guest once.\n",
            "state": "finished",
            "stories": ["scan-ticket"],
            "timebox": 8,
            "started": "2026-11-23T11:00:00+02:00",
            "evidence": {"tests": [{"command": "pytest -q", "result": "12 passed"}]},
        }
    )
    assert encode(bolt, "\n# QR validation\n").decode("utf-8") == (
        "---\n"
        "schema: aidlc/bolt/v1\n"
        "unit: check-in\n"
        "goal: |\n"
        "  Scan a code\n"
        "  and admit the guest once.\n"
        "state: finished\n"
        "stories:\n"
        "  - scan-ticket\n"
        "timebox: 8\n"
        "started: 2026-11-23T09:00:00Z\n"
        "evidence:\n"
        "  tests:\n"
        "    - command: pytest -q\n"
        "      result: 12 passed\n"
        "---\n"
        "\n"
        "# QR validation\n"
    )


def test_the_schema_comes_first_in_every_kind() -> None:
    prfaq = MODELS["prfaq"].model_validate({"schema": "aidlc/prfaq/v1", "status": "draft"})
    assert encode(prfaq, "") == b"---\nschema: aidlc/prfaq/v1\nstatus: draft\n---\n"


def test_a_policy_reads_back_as_written() -> None:
    policy = Policy.model_validate(
        {
            "schema": "aidlc/policy/v1",
            "roles": {"no": {"users": ["alice#1"]}, "developer": {"users": ["bob#2"], "permission": "read"}},
            "phases": {
                "inception": {"approvals": [{"role": "no"}]},
                "construction": {
                    "approvals": [{"role": "developer", "count": 2}],
                    "testing": [{"role": "no"}],
                },
                "operation": {"approvals": [{"role": "no"}], "environments": ["production"]},
            },
            "guarded": {"paths": ["deploy/**"], "approvals": [{"role": "no"}]},
            "same-person": "allowed",
            "status-app": 12,
        }
    )
    written = encode_policy(policy)
    assert decode_policy(written) == policy
    assert encode_policy(decode_policy(written)) == written
