"""What a phase still lacks, each said whole: where, what, and what to call or to write next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aidlc.adapters.codec import read_tree
from aidlc.domain.completeness import missing_for
from aidlc.domain.layout import path_of
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from tests.records.trees import COMPLETE, Written, at, bolt, build_tree

IN = "aidlc-records/events/inception"
CON = "aidlc-records/events/construction/check-in"
OP = "aidlc-records/events/operation"
ELSE = "or, where it doesn't apply, write `status: not-applicable` with the `reason`."


def told(tree: RecordTree, phase: Phase, **words: Any) -> list[str]:
    return [str(problem) for problem in missing_for(phase, tree, "events", **words)]


def inception(changed: Mapping[Address, tuple[Mapping[str, object], str]], *without: Kind) -> list[str]:
    kept = {address: value for address, value in COMPLETE.items() if address.kind not in without}
    return told(build_tree({**kept, **changed}), Phase.INCEPTION)


def elsewhere(written: Written) -> dict[Address, tuple[Mapping[str, object], str]]:
    """The same records in another intent."""
    return {Address(key.kind, "later", key.unit, key.name): value for key, value in written.items()}


def test_empty_inception_lacks_everything_but_context_and_questions() -> None:
    artefacts = ("prfaq", "stories", "nfrs", "risks", "measures")

    assert told(RecordTree(), Phase.INCEPTION) == [
        f"{IN}/intent.md: there is no such record. Call `record_intent`.",
        *(
            f"{IN}/{kind}.md: there is no such record. Call `record_artifact` with kind `{kind}`, {ELSE}"
            for kind in artefacts
        ),
        f"{IN}/units/: there is no Unit. Call `record_units`.",
    ]


def test_records_of_another_intent_complete_nothing() -> None:
    assert told(build_tree(elsewhere(COMPLETE)), Phase.INCEPTION) == told(RecordTree(), Phase.INCEPTION)
    assert inception(elsewhere(COMPLETE), Kind.UNIT) == [
        f"{IN}/units/: there is no Unit. Call `record_units`."
    ]
    assert inception(elsewhere({at(Kind.CONTEXT): ({"status": "draft"}, "x")})) == []


def test_what_is_there_must_say_something() -> None:
    assert inception({at(Kind.INTENT): (COMPLETE[at(Kind.INTENT)][0], " \n")}) == [
        (
            f"{IN}/intent.md: the goal isn't stated: there is no text below the front matter. Write it there, or call"
            " `record_intent` with `body`."
        )
    ]
    assert inception({at(Kind.PRFAQ): ({"status": "draft"}, "text")}) == [
        f"{IN}/prfaq.md:3: status: it is still a draft. Finish it and write `status: complete`."
    ]
    assert inception({at(Kind.PRFAQ): ({}, " \n")}) == [
        f"{IN}/prfaq.md: there is no text below the front matter. Write it, {ELSE}"
    ]
    assert inception({at(Kind.RISKS): ({"risks": []}, "text")}) == [
        f"{IN}/risks.md: risks: the list is empty. Add entries, {ELSE}"
    ]


def test_existing_system_is_described_where_there_is_one() -> None:
    brownfield = {at(Kind.INTENT): ({"title": "Events", "workspace": "brownfield"}, "Build it.\n")}

    assert inception(brownfield) == [
        f"{IN}/context.md: there is no such record. Call `record_artifact` with kind `context`, {ELSE}"
    ]
    assert inception({at(Kind.CONTEXT): ({}, "")}) == [
        f"{IN}/context.md: there is no text below the front matter. Write it, {ELSE}"
    ]
    assert inception({**brownfield, at(Kind.CONTEXT): ({}, "A system.")}) == []


def test_open_question_is_named_by_its_place() -> None:
    asked = [{"id": "one", "question": "Who?", "answer": "Guests."}, {"id": "two", "question": "When?"}]

    assert inception({at(Kind.QUESTIONS): ({"questions": asked}, "")})[0].partition(": questions")[2] == (
        "[1]: question `two` is open. Ask the people and record the answer with `record_questions`."
    )


def test_record_that_cannot_be_read_is_not_taken_for_one_that_is_missing() -> None:
    tree = read_tree((f"{IN}/{name}.md", "100644", b"nothing") for name in ("intent", "questions", "prfaq"))
    said = [text for text in told(tree, Phase.INCEPTION) if "no such" not in text]

    assert said == [
        f"{IN}/intent.md: the record can't be read. Mend what is reported for it.",
        f"{IN}/prfaq.md: the record can't be read. Mend what is reported for it.",
        f"{IN}/questions.md: the record can't be read. Mend what is reported for it.",
        f"{IN}/units/: there is no Unit. Call `record_units`.",
    ]


def construction(written: Written, *units: str) -> list[str]:
    return told(build_tree({**COMPLETE, **written}), Phase.CONSTRUCTION, units=units)


def test_unit_needs_its_record_and_a_bolt_of_its_own() -> None:
    none = f"{CON}/bolts/: the Unit has no Bolt. Call `record_bolts`."
    qr = at(Kind.BOLT, "check-in", "qr")
    other = {at(Kind.BOLT, "other", "qr"): bolt(unit="other")}

    assert construction({}) == construction({}, "check-in") == [none]
    assert construction(elsewhere({qr: bolt()})) == [none]
    assert construction(other, "check-in") == [none]
    assert construction({qr: bolt()}) == []
    assert construction({qr: bolt("cancelled")}) == [
        f"{CON}/bolts/: the Unit's Bolts are all cancelled. Call `record_bolts`."
    ]
    assert construction(other, "other") == [
        (
            f"{IN}/units/other.md: there is no such record. Call `record_units`, which is a matter of inception."
        )
    ]


def test_units_of_another_intent_are_not_built_here() -> None:
    tree = build_tree({**COMPLETE, **elsewhere({at(Kind.UNIT, name="other"): ({"title": "Other"}, "")})})

    assert told(tree, Phase.CONSTRUCTION) == [f"{CON}/bolts/: the Unit has no Bolt. Call `record_bolts`."]


def test_finished_bolt_shows_that_it_works_and_a_blocked_one_what_blocks_it() -> None:
    qr, entry = at(Kind.BOLT, "check-in", "qr"), at(Kind.BOLT, "check-in", "entry")
    assert path_of(entry) == f"{CON}/bolts/entry.md"
    said = construction({qr: bolt("finished", evidence=None), entry: bolt("blocked", blocked_by=None)})

    assert [text.partition("bolts/")[2].partition(":")[0] for text in said] == ["entry.md", "qr.md"]
    assert said[0].endswith(": state: the Bolt is blocked, but not by what. Write `blocked_by: …`.")
    assert said[1].endswith(
        ": evidence: the Bolt is finished, but nothing shows it. Add a test command with its result, or a link."
    )
    assert construction({qr: bolt("finished"), entry: bolt("blocked")}) == []


SHOWN = {name: ["checked"] for name in ("secured", "instrumented", "de_risked", "tested", "packaged")}
FIRST = f"{OP}/releases/first.md"
API = f"{OP}/deployment-units/api.md"


def operation(
    *, release: str = "first", units: Mapping[str, Mapping[str, object]] | None = None, **more: Any
) -> list[str]:
    """What the release `first` of the Deployment Units `units` (by default `api`) lacks; `more` by name: other digests."""
    found = {
        name: {"title": name, **fields} for name, fields in (units or {"api": {"assurances": SHOWN}}).items()
    }
    written = {
        **COMPLETE,
        at(Kind.BOLT, "check-in", "qr"): bolt("in-progress"),
        at(Kind.BOLT, "check-in", "done"): bolt("finished"),
        **{at(Kind.DEPLOYMENT_UNIT, name=name): (fields, "") for name, fields in found.items()},
    }
    digests = {file.address.name: file.sha256 for file in build_tree(written).of(Kind.DEPLOYMENT_UNIT)}
    named = [{"id": name, "digest": digest} for name, digest in sorted({**digests, **more}.items())]
    said = {"title": "One", "environment": "production", "commit": "a" * 40, "deployment_units": named}
    return told(
        build_tree({**written, at(Kind.RELEASE, name="first"): (said, "")}), Phase.OPERATION, release=release
    )


def after_line(text: str) -> str:
    """The text of a problem without its line."""
    return re.sub(r"[.]md:[0-9]+:", ".md:", text)


def test_release_is_named_and_there() -> None:
    assert operation() == []
    for name in ("", "../first"):
        assert operation(release=name) == [f"{OP}/releases/: no release is named. Name one by its id."]
    assert operation(release="second") == [
        f"{OP}/releases/second.md: there is no such record. Call `record_deployment_unit` with `release`."
    ]
    assert told(RecordTree(), Phase.OPERATION) == [
        f"{OP}/releases/: no release is named. Name one by its id."
    ]


def test_every_deployment_unit_of_a_release_is_there_as_it_was_named() -> None:
    said = operation(units={"api": {"assurances": SHOWN}, "web": {}}, aaa="a" * 64, api="b" * 64)

    assert said[0] == f"{OP}/deployment-units/aaa.md: there is no such record. Call `record_deployment_unit`."
    assert said[1].startswith(f"{FIRST}:")
    assert f": deployment_units[1].digest: the digest isn't that of {API}, which is " in said[1]
    assert said[1].endswith(". Write the digest of the file as it is now.")
    assert [after_line(text) for text in said[2:]] == [
        (
            f"{OP}/deployment-units/web.md: assurances.{name}: nothing shows that it is {name.replace('_', '-')}. Add a"
            " check, a digest or a link."
        )
        for name in SHOWN
    ]


def test_deployment_unit_holds_finished_bolts_of_its_own_intent() -> None:
    bolts = ["events/check-in/done", "events/check-in/qr", "later/check-in/done"]
    said = operation(units={"api": {"assurances": SHOWN, "bolts": bolts}})

    assert [after_line(text) for text in said] == [
        f"{API}: bolts[1]: Bolt events/check-in/qr is in-progress, not finished. Finish it, or take it out.",
        (
            f"{API}: bolts[2]: Bolt later/check-in/done belongs to another intent, whose approvals nobody would look at."
            " Release it with its own intent."
        ),
    ]


def test_line_of_a_key_that_is_left_out_is_that_of_the_block_it_belongs_to() -> None:
    some = {name: ["checked"] for name in list(SHOWN)[:4]}
    (said,) = operation(units={"api": {"assurances": some}})
    whole = build_tree({at(Kind.DEPLOYMENT_UNIT, name="api"): ({"title": "api", "assurances": some}, "")})

    assert said.startswith(f"{API}:{whole.files[0].lines['assurances']}: assurances.packaged: ")
