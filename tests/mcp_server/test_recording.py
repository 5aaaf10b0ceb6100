import threading
from pathlib import Path

import pytest

from tests.mcp_server.assistant import Assistant
from tests.mcp_server.shop import STORY, record_inception

INTENT = "aidlc-records/shop/inception/intent.md"


@pytest.fixture
def shop(assistant: Assistant) -> Assistant:
    """The Intent `shop` is recorded."""
    assistant.call("record_intent", intent="shop", title="A shop", body="Sell things.")
    return assistant


def test_intent_is_created_then_unchanged_then_updated(assistant: Assistant) -> None:
    given = {"intent": "shop", "title": "A shop", "body": "Sell things."}
    assert assistant.call("record_intent", **given).data["records"][0]["outcome"] == "created"
    assert assistant.call("record_intent", **given).data["records"][0]["outcome"] == "unchanged"
    assert assistant.call("record_intent", intent="shop", issue=7).data["records"][0]["outcome"] == "updated"
    text = (assistant.root / INTENT).read_text(encoding="utf-8")
    assert "title: A shop\n" in text
    assert "issue: 7\n" in text
    assert text.endswith("\nSell things.\n")


def test_intent_tells_greenfield_from_brownfield_itself(assistant: Assistant) -> None:
    (assistant.root / "src").mkdir()
    (assistant.root / "src" / "main.py").write_text("x = 1\n", encoding="utf-8")
    assistant.call("record_intent", intent="shop", title="A shop", body="Sell.")
    assert "workspace: brownfield\n" in (assistant.root / INTENT).read_text(encoding="utf-8")


def test_changed_file_is_a_conflict_only_for_who_says_what_they_expect(shop: Assistant) -> None:
    digest = shop.call("record_intent", intent="shop").data["records"][0]["sha256"]
    path = shop.root / INTENT
    path.write_text(
        path.read_text(encoding="utf-8").replace("Sell things.", "Sell more."), encoding="utf-8", newline=""
    )
    said = shop.refused("record_intent", intent="shop", title="Other", expected=digest)
    assert "changed since you read it" in said
    shop.call("record_intent", intent="shop", title="Other")
    assert "Sell more." in path.read_text(encoding="utf-8")


def test_questions_are_answered_by_id_and_keep_their_order(shop: Assistant) -> None:
    asked = [{"id": "b", "question": "Second?", "options": ["yes", "no"]}, {"id": "a", "question": "First?"}]
    shop.call("record_questions", intent="shop", questions=asked)
    shop.call(
        "record_questions", intent="shop", questions=[{"id": "b", "answer": "yes", "answered_by": "Ann"}]
    )
    text = (shop.root / "aidlc-records/shop/inception/questions.md").read_text(encoding="utf-8")
    assert text.index("id: b") < text.index("id: a")
    assert text.count("answer:") == 1
    assert "question: Second?" in text


def test_answer_to_a_question_nobody_asked_is_refused(shop: Assistant) -> None:
    said = shop.refused("record_questions", intent="shop", questions=[{"id": "a", "answer": "yes"}])
    assert "give its `question`" in said


def test_nothing_is_recorded_for_an_intent_that_is_not_there(assistant: Assistant) -> None:
    for tool, arguments in (
        ("record_questions", {"questions": [{"id": "a", "question": "Why?"}]}),
        ("record_artifact", {"kind": "prfaq", "body": "x"}),
        ("record_units", {"units": [{"id": "cart", "title": "Cart"}]}),
        ("record_deployment_unit", {"deployment_units": [{"id": "api", "title": "API"}]}),
    ):
        assert "record_intent" in assistant.refused(tool, intent="shop", **arguments)
    assert "record_units" in assistant.refused(
        "record_bolts", intent="shop", unit="cart", bolts=[{"id": "add", "goal": "x"}]
    )
    assert not (assistant.root / "aidlc-records").exists()


def test_artifact_that_does_not_apply_gives_its_reason_and_may_apply_later(shop: Assistant) -> None:
    shop.call(
        "record_artifact",
        intent="shop",
        kind="risks",
        fields={"status": "not-applicable", "reason": "A toy."},
    )
    path = shop.root / "aidlc-records/shop/inception/risks.md"
    assert "reason: A toy.\n" in path.read_text(encoding="utf-8")
    shop.call("record_artifact", intent="shop", kind="risks", fields={"status": "complete", "risks": []})
    assert "reason" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ({"kind": "stories", "fields": {"stories": [{**STORY, "so_that": None}]}}, "stories"),
        ({"kind": "stories", "fields": {"stroies": []}}, "stroies"),
        ({"kind": "adr", "unit": "cart"}, "needs a `name`"),
        ({"kind": "prfaq", "name": "x"}, "leave `name` out"),
        ({"kind": "prfaq", "unit": "cart"}, "leave `unit` out"),
        ({"kind": "tests"}, "give `unit`"),
        ({"kind": "tests", "unit": "cart"}, "record_units"),
        ({"kind": "risks", "fields": {"status": "not-applicable"}}, "reason"),
    ],
)
def test_artifact_that_can_not_be_is_refused_and_nothing_is_written(
    shop: Assistant, arguments: dict[str, object], wanted: str
) -> None:
    before = sorted(shop.root.rglob("*.md"))
    assert wanted in shop.refused("record_artifact", intent="shop", **arguments)
    assert sorted(shop.root.rglob("*.md")) == before


def test_broken_record_is_named_and_never_overwritten_while_others_stay_usable(shop: Assistant) -> None:
    path = shop.root / INTENT
    broken = path.read_bytes().replace(b"title:", b"titel:")
    path.write_bytes(broken)
    said = shop.refused("record_intent", intent="shop", title="Other")
    assert f"{INTENT}:" in said
    assert "titel" in said
    assert path.read_bytes() == broken
    shop.call("record_artifact", intent="shop", kind="prfaq", body="Still works.")
    listed = shop.call("validate_records")
    assert listed.data["total"] == 2
    assert all(problem.startswith(f"{INTENT}:") for problem in listed.data["problems"])


def test_batch_is_all_or_nothing(shop: Assistant) -> None:
    good, bad = {"id": "cart", "title": "Cart"}, {"id": "till"}
    said = shop.refused("record_units", intent="shop", units=[good, bad])
    assert "till.md" in said
    assert "title" in said
    assert not (shop.root / "aidlc-records/shop/inception/units").exists()


def test_unit_keeps_its_suggested_bolts_and_its_body_when_it_is_changed(shop: Assistant) -> None:
    shop.call("record_units", intent="shop", units=[{"id": "cart", "title": "Cart", "body": "About it."}])
    shop.call("record_bolts", intent="shop", unit="cart", bolts=[{"id": "add", "goal": "Add a thing."}])
    shop.call("record_units", intent="shop", units=[{"id": "cart", "title": "The cart"}])
    text = (shop.root / "aidlc-records/shop/inception/units/cart.md").read_text(encoding="utf-8")
    assert "title: The cart\n" in text
    assert "id: add" in text
    assert "About it." in text


def test_bolts_are_suggestions_before_inception_has_landed(shop: Assistant) -> None:
    shop.call("record_units", intent="shop", units=[{"id": "cart", "title": "Cart"}])
    bolt = {"id": "add", "goal": "Add a thing.", "timebox": 8, "issue": 3}
    told = shop.call("record_bolts", intent="shop", unit="cart", bolts=[bolt])
    assert "Not kept: `issue`" in told.text
    assert not (shop.root / "aidlc-records/shop/construction").exists()
    assert "record_bolts" in shop.refused("update_bolt", bolt="shop/cart/add", state="in-progress")


def test_release_needs_a_commit_before_anything_is_written(shop: Assistant) -> None:
    said = shop.refused(
        "record_deployment_unit",
        intent="shop",
        deployment_units=[{"id": "api", "title": "API"}],
        release={"id": "first", "environment": "production"},
    )
    assert "full id" in said
    assert not (shop.root / "aidlc-records/shop/operation").exists()


def test_release_binds_the_units_of_its_call_by_their_digests(shop: Assistant) -> None:
    unit = {"id": "api", "title": "API", "assurances": {"secured": ["scan clean"]}}
    release = {"id": "first", "environment": "production", "commit": "a" * 40}
    told = shop.call("record_deployment_unit", intent="shop", deployment_units=[unit], release=release)
    records = {Path(one["path"]).name: one["sha256"] for one in told.data["records"]}
    text = (shop.root / "aidlc-records/shop/operation/releases/first.md").read_text(encoding="utf-8")
    assert records["api.md"] in text
    unit["assurances"] = {"tested": ["12 passed"]}
    changed = shop.call("record_deployment_unit", intent="shop", deployment_units=[unit])
    assert "Releases that bind an older version: `first`" in changed.text
    kept = (shop.root / "aidlc-records/shop/operation/deployment-units/api.md").read_text(encoding="utf-8")
    assert "scan clean" in kept
    assert "12 passed" in kept


def test_problems_come_in_pages(shop: Assistant) -> None:
    folder = shop.root / "aidlc-records/shop/inception/units"
    folder.mkdir()
    for number in range(5):
        (folder / f"broken-{number}.md").write_text("nothing\n", encoding="utf-8")
    first = shop.call("validate_records", limit=3)
    assert (len(first.data["problems"]), first.data["total"], first.data["cursor"]) == (3, 5, 3)
    rest = shop.call("validate_records", limit=3, cursor=3)
    assert (len(rest.data["problems"]), rest.data["cursor"]) == (2, None)
    assert not set(first.data["problems"]) & set(rest.data["problems"])


def test_status_tells_what_is_missing_then_to_ask(assistant: Assistant) -> None:
    assert "record_intent" in assistant.call("get_status").data["next"]
    assistant.call("record_intent", intent="shop", title="A shop", body="Sell.")
    one = assistant.call("get_status", intent="shop").data["intents"][0]
    assert (one["phase"], len(one["missing"])) == ("inception", 6)
    record_inception(assistant)
    one = assistant.call("get_status", intent="shop").data["intents"][0]
    assert (one["missing"], one["units"]) == ([], {"cart": "planned"})
    assert "Request the approval" in one["next"]
    assert "There is no Intent `other`" in assistant.refused("get_status", intent="other")


def test_status_stays_small_and_says_what_it_left_out(shop: Assistant) -> None:
    units = [{"id": f"unit-{number}", "title": "A unit"} for number in range(7)]
    shop.call("record_units", intent="shop", units=units)
    told = shop.call("get_status", intent="shop", limit=3)
    assert len(told.data["intents"][0]["units"]) == 3
    assert "and 4 more" in told.text
    assert "Missing: 2 more points." in told.text


def test_many_assistants_at_once_lose_nothing(shop: Assistant) -> None:
    failures: list[str] = []

    def _ask(number: int) -> None:
        for turn in range(3):
            question = {"id": f"q-{number}-{turn}", "question": "Why?"}
            answer = Assistant(shop.root).attempt("record_questions", intent="shop", questions=[question])
            if answer.failed:
                failures.append(answer.text)

    threads = [threading.Thread(target=_ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    text = (shop.root / "aidlc-records/shop/inception/questions.md").read_text(encoding="utf-8")
    assert text.count("question: Why?") == 15


def test_next_step_is_to_mend_a_reference_that_leads_nowhere(assistant: Assistant) -> None:
    record_inception(assistant)
    told = assistant.call(
        "record_units", intent="shop", units=[{"id": "cart", "stories": ["buy"], "depends_on": ["pay"]}]
    )
    assert "there is no Unit `pay`" in told.data["next"]
    assert "Request the approval" not in told.text
    mended = assistant.call("record_units", intent="shop", units=[{"id": "cart", "depends_on": []}])
    assert "Request the approval" in mended.data["next"]


def test_key_that_does_not_fit_is_named_as_in_a_file(shop: Assistant) -> None:
    risk = {"id": "late", "risk": "r", "likelihood": "mid", "impact": "low", "mitigation": "m"}
    said = shop.refused("record_artifact", intent="shop", kind="risks", fields={"risks": [risk]})
    assert "risks[0].likelihood: 'mid'" in said
    assert "questions[0].id: Missing" in shop.refused("record_questions", intent="shop", questions=[{}])
    shop.call("record_units", intent="shop", units=[{"id": "cart", "title": "Cart", "paths": ["src/**"]}])
    said = shop.refused("record_bolts", intent="shop", unit="cart", bolts=[{"id": "add", "body": "Add."}])
    assert "bolts.add.goal: Missing" in said


def test_folder_in_the_place_of_a_record_is_told(shop: Assistant) -> None:
    (shop.root / "aidlc-records/shop/inception/risks.md").mkdir()
    said = shop.refused("record_artifact", intent="shop", kind="risks", fields={"risks": []})
    assert said == "aidlc-records/shop/inception/risks.md isn't a plain file. Remove it."


def test_what_the_text_of_a_record_says_is_in_the_structured_answer_too(assistant: Assistant) -> None:
    answer = record_inception(assistant)
    (note,) = answer.data["notes"]
    assert note.startswith("Suggested in the Unit's file")
    assert note in answer.text
    assert answer.data["next"] in answer.text
