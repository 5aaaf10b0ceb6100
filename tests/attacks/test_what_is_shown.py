"""Content that a reviewer isn't shown, or that would land otherwise than it is shown."""

from typing import Any

import pytest

from aidlc.domain.decision import Verdict
from tests.attacks.arena import judged
from tests.e2e_gate.records import construction, inception
from tests.e2e_gate.stage import GateStage
from tests.gate import samples


def test_code_is_parked_under_a_free_path_and_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule: nothing leaves the free paths unchanged in a pull request that adds it elsewhere (content_rules)."""
    words: dict[str, Any] = {
        "start": "construction",
        "base": {"docs/door.md": "backdoor"},
        "files": {"docs/door.md": None, "src/door2.py": "backdoor"},
    }
    decision = judged(**words)
    assert decision.verdict is Verdict.CLOSED
    assert "is the free file docs/door.md under another name" in decision.sentence

    monkeypatch.setattr("aidlc.domain.content_rules._moves_out_of_free", lambda *_: iter(()))
    assert judged(**words).verdict is Verdict.OPEN


def test_rename_on_main_makes_a_free_change_land_in_code(stage: GateStage) -> None:
    """Rule: what would land is compared with what is shown, path by path, on both sides (landing)."""
    text = "".join(f"line {number}\n" for number in range(40))
    stage.push_to_main({"docs/run.md": text})
    stage.clone.git("checkout", "-q", "-B", "free", "origin/main")
    stage.write({"docs/run.md": text + "evil\n"})
    stage.clone.push("free")
    number = stage.people["dev"].post("pulls", title="f", head="free", base="main").expect(201)["number"]
    assert stage.gate(number)["verdict"] == "NOT_APPLICABLE"
    stage.push_to_main({"docs/run.md": None})
    stage.push_to_main({"src/run.py": text})

    assert stage.gate(number)["state"] != "success"


@pytest.mark.parametrize(
    "path",
    [
        "SRC/cart/x.py",
        "src/cart",
        "src/cart-evil/x.py",
        "src\\cart\\x.py",
        "src/\u0441art/x.py",
    ],
)
def test_code_beside_the_units_own_paths(path: str) -> None:
    """Rule: a Unit's paths match whole segments of git's own bytes, case included (patterns, content_rules)."""
    words: dict[str, Any] = {"start": "construction", "past": {"unit_paths": ["src/cart/**"]}}
    words |= {"unit_paths": ["src/cart/**"], "only": True}
    inside = judged(**words, files={samples.BOLT: "$bolt:in-progress", "src/cart/x.py": "x"})
    outside = judged(**words, files={samples.BOLT: "$bolt:in-progress", path: "x"})

    assert inside.verdict is Verdict.OPEN
    assert outside.verdict is Verdict.CLOSED


def test_unit_widens_its_own_paths_in_the_pull_request_that_needs_it(stage: GateStage) -> None:
    """Rule: inception and construction are two pull requests, whatever the records at the head say (classification)."""
    number = stage.open("inception", inception())
    stage.approve(number, "alice", "bob")
    stage.merge(number)
    unit = "aidlc-records/shop/inception/units/cart.md"
    wider = inception()[unit].replace("src/cart/**", "**/*.py")
    number = stage.open("built", construction() | {unit: wider, "src/pay/steal.py": "steal\n"})
    stage.approve(number, "alice", "bob", "carol")

    printed = stage.gate(number)
    assert printed["state"] == "failure"
    assert any("belongs to one phase" in problem["message"] for problem in printed["problems"])
