"""The designs of one Unit, once its inception has landed."""

import pytest

from aidlc.domain.errors import InputError
from tests.drafting.answers import ALL
from tests.drafting.stage import DraftStage

FOLDER = "aidlc-records/gift-cards/construction/issuing"


@pytest.fixture
def landed(stage: DraftStage) -> DraftStage:
    stage.draft(ALL)
    stage.clone.git("fetch", "-q", "origin", "aidlc/draft-1")
    stage.clone.git("checkout", "-q", "main")
    stage.clone.git("merge", "-q", "--no-edit", "FETCH_HEAD")
    stage.clone.push("main")
    return stage


def test_unit_gets_its_designs_and_its_planned_bolts(landed: DraftStage) -> None:
    drafted = landed.draft(ALL, comment="/aidlc design issuing")

    assert drafted.outcome == "drafted"
    files = landed.files("aidlc/draft-1-issuing")
    assert {path.removeprefix(f"{FOLDER}/") for path in files if path.startswith(FOLDER)} == {
        "domain-design.md",
        "logical-design.md",
        "adr/codes-are-random.md",
        "bolts/sell-card.md",
    }
    assert "goal: A card is sold at the till." in files[f"{FOLDER}/bolts/sell-card.md"]
    assert "- GiftCard" in files[f"{FOLDER}/domain-design.md"]


def test_dispatch_names_the_unit(landed: DraftStage) -> None:
    assert landed.draft(ALL, unit="issuing").outcome == "drafted"


def test_revision_on_the_design_itself_keeps_to_the_unit(landed: DraftStage) -> None:
    first = landed.draft(ALL, unit="issuing")
    assert first.pull is not None
    changed = ALL["Decisions"].replace("128 bits.", "256 bits.")

    landed.draft({**ALL, "Decisions": changed}, comment="/aidlc revise More bits.", number=first.pull.number)

    assert "256 bits." in landed.files("aidlc/draft-1-issuing")[f"{FOLDER}/adr/codes-are-random.md"]


@pytest.mark.parametrize(
    ("command", "said"),
    [("/aidlc design nothing", "there are: `issuing`, `redeeming`"), ("/aidlc design", "Name the Unit")],
)
def test_unknown_unit_is_answered_with_those_there_are(landed: DraftStage, command: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        landed.draft(ALL, comment=command)


def test_design_before_the_inception_is_refused(stage: DraftStage) -> None:
    with pytest.raises(InputError, match="inception comes first"):
        stage.draft(ALL, comment="/aidlc design issuing")
