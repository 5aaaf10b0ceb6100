"""What people wrote on the draft's branch is theirs: drafts go around it."""

import json
from typing import Any

import pytest

from aidlc.adapters.claude.errors import ClaudeError
from aidlc.domain.errors import GitError, InputError
from tests.drafting.answers import ALL, RISKS, UNITS
from tests.drafting.stage import DraftStage
from tests.support.messages_api import MessagesApi, Refusal, Step, by_shape

BRANCH = "aidlc/draft-1"
FOLDER = "aidlc-records/gift-cards/inception"
OTHER_RISKS = json.dumps({"risks": [{**RISKS["risks"][0], "id": "fraud"}]})


def edit(stage: DraftStage, path: str, text: str | None) -> None:
    """Bob changes a file of the draft in a clone."""
    stage.clone.git("fetch", "-q", "origin", BRANCH)
    stage.clone.git("checkout", "-q", "-B", "draft", "FETCH_HEAD")
    stage.write({path: text}, "our own words")
    stage.clone.git("push", "-q", "origin", f"draft:{BRANCH}")


def test_revision_drafts_again_as_a_commit_of_its_own(stage: DraftStage) -> None:
    stage.draft(ALL)

    drafted = stage.draft({**ALL, "KnownRisks": OTHER_RISKS}, comment="/aidlc revise The real risk is fraud.")

    assert drafted.outcome == "drafted"
    assert "id: fraud" in stage.files(BRANCH)[f"{FOLDER}/risks.md"]
    assert stage.clone.git("rev-list", "--count", "origin/main..origin/aidlc/draft-1") == "2"


def test_revision_is_asked_for_with_the_words_of_the_comment(stage: DraftStage) -> None:
    stage.draft(ALL)
    asked = MessagesApi(answer=by_shape(ALL))
    stage.draft(asked, comment="/aidlc revise\nThe real risk is fraud.")

    texts = [part["text"] for part in asked.seen[0].body["messages"][0]["content"]]
    assert any("The real risk is fraud." in text and text.startswith("<untrusted id=") for text in texts)


def test_comment_on_the_draft_itself_revises_it(stage: DraftStage) -> None:
    first = stage.draft(ALL)
    assert first.pull is not None

    drafted = stage.draft(
        {**ALL, "KnownRisks": OTHER_RISKS}, comment="/aidlc revise Fraud.", number=first.pull.number
    )

    assert drafted.pull is not None
    assert drafted.pull.number == first.pull.number
    assert "id: fraud" in stage.files(BRANCH)[f"{FOLDER}/risks.md"]


def test_what_people_edited_is_not_overwritten(stage: DraftStage) -> None:
    stage.draft(ALL)
    mine = stage.files(BRANCH)[f"{FOLDER}/risks.md"].replace("Codes are guessed.", "Codes are sold on.")
    edit(stage, f"{FOLDER}/risks.md", mine)

    drafted = stage.draft({**ALL, "KnownRisks": OTHER_RISKS}, comment="/aidlc revise Something else.")

    assert stage.files(BRANCH)[f"{FOLDER}/risks.md"] == mine
    assert {one.name: one.outcome for one in drafted.account.parts}["risks"] == "edited"


def test_what_people_removed_does_not_come_back(stage: DraftStage) -> None:
    stage.draft(ALL)
    edit(stage, f"{FOLDER}/units/redeeming.md", None)

    stage.draft(ALL, comment="/aidlc revise Keep it small.")

    assert f"{FOLDER}/units/redeeming.md" not in stage.files(BRANCH)


def test_edit_stays_after_a_second_revision(stage: DraftStage) -> None:
    stage.draft(ALL)
    mine = stage.files(BRANCH)[f"{FOLDER}/risks.md"].replace("Codes are guessed.", "Codes are sold on.")
    edit(stage, f"{FOLDER}/risks.md", mine)
    for words in ("Something else.", "And again."):
        changed = {**ALL, "Criteria": ALL["Criteria"].replace("100 by", f"{len(words)} by")}
        stage.draft({**changed, "KnownRisks": OTHER_RISKS}, comment=f"/aidlc revise {words}")

    assert stage.files(BRANCH)[f"{FOLDER}/risks.md"] == mine


def test_unit_that_is_no_longer_named_goes(stage: DraftStage) -> None:
    stage.draft(ALL)
    one = {**UNITS["units"][0], "stories": ["buy-card", "pay-with-card"]}

    stage.draft({**ALL, "Decomposition": json.dumps({"units": [one]})}, comment="/aidlc revise One Unit.")

    assert f"{FOLDER}/units/redeeming.md" not in stage.files(BRANCH)


def test_failure_half_way_leaves_a_valid_part_that_the_next_run_continues(stage: DraftStage) -> None:
    answers = by_shape(ALL)

    def answer(body: dict[str, Any]) -> Step:
        shape = body["output_config"]["format"]["schema"]["title"]
        return Refusal(529, "overloaded_error") if shape == "KnownRisks" else answers(body)

    partial = stage.draft(MessagesApi(answer=answer))

    assert partial.outcome == "partial"
    assert isinstance(partial.failure, ClaudeError)
    assert f"{FOLDER}/nfrs.md" in stage.files(BRANCH)
    assert f"{FOLDER}/risks.md" not in stage.files(BRANCH)
    assert "isn't whole" in stage.told()[0]

    rest = stage.draft({name: ALL[name] for name in ("KnownRisks", "Criteria", "Decomposition")})

    assert rest.outcome == "drafted"
    assert [one.outcome for one in rest.account.parts] == ["kept"] * 3 + ["drafted"] * 3
    assert "The draft is there" in stage.told()[0]


def test_failure_at_the_beginning_leaves_nothing(stage: DraftStage) -> None:
    with pytest.raises(ClaudeError, match="overloaded"):
        stage.draft(MessagesApi(Refusal(529, "overloaded_error")))

    assert "aidlc/draft-1" not in stage.clone.git("ls-remote", "origin")
    assert stage.told() == []


def test_push_by_somebody_meanwhile_is_not_lost(stage: DraftStage) -> None:
    stage.draft(ALL)
    answers = by_shape({**ALL, "KnownRisks": OTHER_RISKS})
    edited: list[str] = []

    def answer(body: dict[str, Any]) -> Step:
        if not edited:
            edited.append("once")
            edit(stage, f"{FOLDER}/nfrs.md", stage.files(BRANCH)[f"{FOLDER}/nfrs.md"] + "\nOurs.\n")
        return answers(body)

    with pytest.raises(GitError, match="run again"):
        stage.draft(MessagesApi(answer=answer), comment="/aidlc revise Fraud.")

    assert "Ours." in stage.files(BRANCH)[f"{FOLDER}/nfrs.md"]
    assert "id: fraud" not in stage.files(BRANCH)[f"{FOLDER}/risks.md"]


def test_intent_that_has_landed_is_changed_by_people(stage: DraftStage) -> None:
    stage.draft(ALL)
    stage.clone.git("fetch", "-q", "origin", BRANCH)
    stage.clone.git("checkout", "-q", "main")
    stage.clone.git("merge", "-q", "--no-edit", "FETCH_HEAD")
    stage.clone.push("main")

    with pytest.raises(InputError, match="is on main already, as `gift-cards`"):
        stage.draft(ALL)
