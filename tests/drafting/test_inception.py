"""An issue becomes a draft pull request with the whole inception, in the words of people and of a model that is a table."""

from aidlc.adapters.codec import decode
from tests.drafting.answers import ALL, ASKING
from tests.drafting.stage import INTENT, DraftStage

BRANCH = "aidlc/draft-1"
FOLDER = "aidlc-records/gift-cards/inception"


def test_clear_issue_becomes_a_draft_pull_request(stage: DraftStage) -> None:
    drafted = stage.draft(ALL)

    assert drafted.outcome == "drafted"
    files = stage.files(BRANCH)
    assert sorted(files) == [
        f"{FOLDER}/{name}.md"
        for name in (
            "intent",
            "measures",
            "nfrs",
            "prfaq",
            "risks",
            "stories",
            "units/issuing",
            "units/redeeming",
        )
    ]
    assert INTENT in files[f"{FOLDER}/intent.md"]
    assert drafted.pull is not None
    pull = stage.people["alice"].get(f"pulls/{drafted.pull.number}").expect(200)
    assert pull["draft"] is True
    assert pull["user"]["login"] == "github-actions[bot]"
    assert "claude-opus-5-5" in pull["body"]
    assert drafted.account.missing == ()
    for path, text in files.items():
        decode(path, text.encode())


def test_open_questions_come_first_and_nothing_is_drafted(stage: DraftStage) -> None:
    drafted = stage.draft(ASKING)

    assert (drafted.outcome, drafted.pull) == ("asked", None)
    (comment,) = stage.told()
    assert "1. **How long is a card valid?**" in comment
    assert "/aidlc answer" in comment
    assert "refs/heads/aidlc/draft-1" not in stage.clone.git("ls-remote", "origin")


def test_answers_become_records_with_who_gave_them(stage: DraftStage) -> None:
    stage.draft(ASKING)

    drafted = stage.draft(ALL, actor="bob", comment="/aidlc answer\n1. Three years.\n2) No.")

    assert drafted.outcome == "drafted"
    questions = stage.files(BRANCH)[f"{FOLDER}/questions.md"]
    assert "answer: Three years." in questions
    assert questions.count("answered_by: '@bob'") + questions.count('answered_by: "@bob"') == 2
    assert drafted.account.missing == ()


def test_draft_without_answers_says_what_is_open(stage: DraftStage) -> None:
    stage.draft(ASKING)

    drafted = stage.draft(ALL, comment="/aidlc draft")

    assert drafted.outcome == "drafted"
    assert any("`validity` is open" in line for line in drafted.account.missing)


def test_same_label_again_drafts_nothing_twice(stage: DraftStage) -> None:
    first = stage.draft(ALL)
    second = stage.draft({})  # the model isn't asked anything

    assert (first.outcome, second.outcome) == ("drafted", "unchanged")
    assert {one.outcome for one in second.account.parts} == {"kept"}
    assert len(stage.told()) == 1


def test_existing_system_is_described_first(stage: DraftStage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.write({"src/till.py": "print('till')\n"})
    stage.clone.push("main")

    stage.draft(ALL)

    files = stage.files(BRANCH)
    assert "workspace: brownfield" in files[f"{FOLDER}/intent.md"]
    assert "`src/till.py`" in files[f"{FOLDER}/context.md"]


def test_intent_of_the_same_name_gets_a_name_of_its_own(stage: DraftStage) -> None:
    stage.clone.git("checkout", "-q", "main")
    stage.write(
        {"aidlc-records/gift-cards/inception/prfaq.md": "---\nschema: aidlc/prfaq/v1\n---\n\nOurs.\n"}
    )
    stage.clone.push("main")

    stage.draft(ALL)

    assert "aidlc-records/gift-cards-1/inception/intent.md" in stage.files(BRANCH)
