from tests.emulator.stage import Api, Stage


def test_issue_goes_below_another_and_has_one_parent(stage: Stage) -> None:
    parent, child, other = (
        stage.dev.post("issues", title=title).expect(201) for title in ("Intent", "Bolt", "Other")
    )
    below = f"issues/{parent['number']}/sub_issues"
    stage.dev.get(f"issues/{child['number']}/parent").expect(404)
    stage.dev.post(below, sub_issue_id=child["id"]).expect(201)
    assert [each["id"] for each in stage.dev.get(below).expect(200)] == [child["id"]]
    assert stage.dev.get(f"issues/{child['number']}/parent").expect(200)["id"] == parent["id"]
    stage.dev.post(below, sub_issue_id=child["id"]).expect(422)
    stage.dev.post(f"issues/{other['number']}/sub_issues", sub_issue_id=child["id"]).expect(422)
    stage.dev.post(below, sub_issue_id=1).expect(404)
    stage.dev.post(below, sub_issue_id="x").expect(422)
    replaced = f"issues/{other['number']}/sub_issues"
    stage.dev.post(replaced, sub_issue_id=child["id"], replace_parent=True).expect(201)
    assert stage.dev.get(below).expect(200) == []
    stage.dev.delete(f"issues/{other['number']}/sub_issue", sub_issue_id=child["id"]).expect(200)
    stage.dev.delete(f"issues/{other['number']}/sub_issue", sub_issue_id=child["id"]).expect(404)
    stage.dev.get("issues/99/sub_issues").expect(404)


def test_locked_issue_takes_no_comment_of_an_app(stage: Stage) -> None:
    bot = Api(stage.github, stage.github.workflow_token({"issues": "write"}))
    stage.dev.put("issues/1/lock", lock_reason="resolved").expect(204)
    assert stage.dev.get("issues/1").expect(200)["locked"] is True
    bot.post("issues/1/comments", body="hello").expect(403)
    stage.dev.post("issues/1/comments", body="hello").expect(201)
    stage.dev.delete("issues/1/lock").expect(204)
    bot.post("issues/1/comments", body="hello").expect(201)


def test_label_is_made_once_with_colour_and_description(stage: Stage) -> None:
    wish = {"name": "aidlc:done", "color": "2DA44E", "description": "Finished."}
    made = stage.dev.post("labels", **wish).expect(201)
    assert (made["color"], made["description"]) == ("2da44e", "Finished.")
    stage.dev.post("labels", **wish).expect(422)
    stage.dev.post("labels", name="other", color="green").expect(422)
    stage.dev.post("labels", name="other", description="x" * 101).expect(422)
    assert stage.dev.get("labels/AIDLC:done").expect(200)["name"] == "aidlc:done"
    stage.dev.get("labels/none").expect(404)
    assert [each["name"] for each in stage.dev.get("labels").expect(200)] == ["aidlc:done"]
