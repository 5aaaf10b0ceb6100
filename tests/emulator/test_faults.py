import pytest
import requests

from aidlc.emulator import Fault, faults
from tests.emulator.stage import TIMEOUT, Stage


def ask(stage: Stage, path: str = "pulls/1/reviews", **more: object) -> requests.Response:
    """A bare request: what a client sees before it understands anything."""
    return requests.get(
        f"{stage.github.api_url}/repos/acme/events/{path}",
        headers={"Authorization": f"Bearer {stage.dev.token}"},
        timeout=TIMEOUT,
        allow_redirects=False,
        **more,  # type: ignore[arg-type]  # what a careless caller passes
    )


def test_status_hits_the_first_requests_that_match_and_no_others(stage: Stage) -> None:
    stage.github.inject(Fault(faults.Status(502), method="GET", path="/reviews$", times=2, skip=1))
    assert ask(stage, "pulls/1").status_code == 200
    assert [ask(stage).status_code for _ in range(4)] == [200, 502, 502, 200]
    assert stage.github.requests[-2].fault == "Status"
    assert stage.github.requests[-1].fault is None


def test_status_carries_a_message_and_headers(stage: Stage) -> None:
    limit = faults.Status(403, "API rate limit exceeded", headers=(("X-RateLimit-Remaining", "0"),))
    stage.github.inject(Fault(limit, times=None))
    assert ask(stage).json()["message"] == "API rate limit exceeded"
    assert ask(stage).headers["X-RateLimit-Remaining"] == "0"
    stage.github.clear_faults()
    assert ask(stage).status_code == 200


def test_write_may_happen_although_its_answer_is_an_error(stage: Stage) -> None:
    stage.github.inject(Fault(faults.Status(502, after=True), method="POST", path="/comments$"))
    stage.dev.post("issues/1/comments", body="once").expect(502)
    assert [comment["body"] for comment in stage.dev.get("issues/1/comments").expect(200)] == ["once"]


def test_cut_body_breaks_the_connection(stage: Stage) -> None:
    stage.github.inject(Fault(faults.CutBody(10), path="/pulls/1$"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ask(stage, "pulls/1")
    assert ask(stage, "pulls/1").json()["number"] == 1


def test_stall_outlasts_the_clients_patience(stage: Stage) -> None:
    stage.github.inject(Fault(faults.Stall(), path="/reviews$"))
    url = f"{stage.github.api_url}/repos/acme/events/pulls/1/reviews"
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(url, timeout=0.1)
    assert ask(stage).status_code == 200


def test_html_with_status_200_is_no_json(stage: Stage) -> None:
    stage.github.inject(Fault(faults.Body(), path="/reviews$"))
    answer = ask(stage)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_redirect_leads_to_another_host(stage: Stage) -> None:
    stage.github.inject(Fault(faults.Redirect("http://localhost:9"), path="/reviews$"))
    answer = ask(stage)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "http://localhost:9/api/v3/repos/acme/events/pulls/1/reviews"


def test_graphql_errors_come_with_status_200(stage: Stage) -> None:
    stage.po.review("APPROVE")
    query = "{ viewer { login } }"
    stage.github.inject(Fault(faults.graphql_errors(), graphql="viewer"))
    assert stage.dev.graphql(query) == {
        "data": None,
        "errors": [{"message": "Something went wrong while executing your query."}],
    }
    stage.github.inject(Fault(faults.graphql_errors(keep_data=True), graphql="viewer"))
    assert stage.dev.graphql(query)["data"] == {"viewer": {"login": "dev"}}
    stage.github.inject(Fault(faults.graphql_errors(), graphql="nothing of the kind"))
    assert "errors" not in stage.dev.graphql(query)


def test_any_place_of_an_answer_is_nulled_or_taken_away(stage: Stage) -> None:
    stage.po.review("APPROVE")
    stage.github.inject(Fault(faults.null_at(0, "user"), path="/reviews$"))
    assert ask(stage).json()[0]["user"] is None
    stage.github.inject(Fault(faults.without(0, "state"), path="/reviews$"))
    assert "state" not in ask(stage).json()[0]
    stage.github.inject(Fault(faults.without(0), path="/reviews$"))
    assert ask(stage).json() == []
    stage.github.inject(Fault(faults.null_at("no", "such", "place"), path="/reviews$"))
    assert len(ask(stage).json()) == 1


def test_pages_repeat_and_vanish(stage: Stage) -> None:
    ids = [stage.github.put_review(1, user="po").id for _ in range(4)]
    stage.github.inject(Fault(faults.Page(1), path="/reviews$", skip=1))
    shown = [
        [each["id"] for each in ask(stage, f"pulls/1/reviews?per_page=2&page={page}").json()]
        for page in (1, 2)
    ]
    assert shown == [ids[:2], ids[:2]]
    stage.github.inject(Fault(faults.empty_page(), path="/reviews$"))
    answer = ask(stage, "pulls/1/reviews?per_page=2")
    assert answer.json() == []
    assert 'rel="next"' in answer.headers["Link"]


def test_head_moves_between_two_calls(stage: Stage) -> None:
    seen = stage.clone.head

    def push() -> None:
        stage.clone.commit("feature.txt", "meanwhile\n")
        stage.clone.push("feature")

    stage.github.inject(Fault(faults.Hook(push), path="/reviews$"))
    assert stage.dev.get("pulls/1").expect(200)["head"]["sha"] == seen
    ask(stage)
    assert stage.dev.get("pulls/1").expect(200)["head"]["sha"] == stage.clone.head != seen


def test_hook_after_the_answer_leaves_the_answer_alone(stage: Stage) -> None:
    stage.github.inject(
        Fault(faults.Hook(lambda: stage.github.put_review(1, user="po"), after=True), path="/reviews$")
    )
    assert ask(stage).json() == []
    assert len(ask(stage).json()) == 1


def test_faults_add_up(stage: Stage) -> None:
    called: list[int] = []
    stage.github.inject(Fault(faults.Hook(lambda: called.append(1)), path="/reviews$"))
    stage.github.inject(Fault(faults.Rewrite(lambda body: [*body, "extra"]), path="/reviews$"))
    assert ask(stage).json() == ["extra"]
    assert called == [1]
    assert stage.github.requests[-1].fault == "Hook, Rewrite"
