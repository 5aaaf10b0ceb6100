from tests.e2e_gate.stage import GateStage


def test_complete_inception_waits_for_its_people_and_opens_when_they_approved(asked: GateStage) -> None:
    waiting = asked.gate(1)
    assert (waiting["verdict"], waiting["state"]) == ("CLOSED", "pending")
    asked.approve(1, "alice")
    assert asked.gate(1)["state"] == "pending"
    asked.approve(1, "bob")
    opened = asked.gate(1)
    assert (opened["verdict"], opened["state"]) == ("OPEN", "success")
    assert [one["account"]["login"] for one in opened["counted"]] == ["alice", "bob"]
    assert len(asked.comments(1)) == 1
