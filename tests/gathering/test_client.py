"""The one door to GitHub: what is repeated, what isn't, what is refused."""

from typing import Any

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import GitHubError, InputError
from aidlc.emulator import EmbeddedGitHub, Fault, faults
from aidlc.emulator.exchange import Response
from tests.e2e_gate.stage import GateStage

REPO = "/repos/acme/events"
STATUS = {"state": "success", "context": "x"}


def paths(stage: GateStage) -> list[tuple[str, str]]:
    return [(each.method, each.path) for each in stage.github.requests if each.is_rest or each.is_graphql]


def test_reads_are_repeated_with_growing_pauses_and_then_given_up(
    stage: GateStage, client: GitHubClient, waits: list[float]
) -> None:
    stage.github.inject(Fault(faults.Status(502), path=f"{REPO}$", times=None))
    with pytest.raises(GitHubError, match="Run again") as caught:
        client.get(REPO)
    assert (caught.value.status, waits) == (502, [0.5, 1.0, 2.0])


def test_writes_are_never_repeated(stage: GateStage, client: GitHubClient, waits: list[float]) -> None:
    path = f"{REPO}/statuses/{stage.clone.head}"
    stage.github.inject(Fault(faults.Status(502, after=True), method="POST", path="/statuses/"))
    before = len(paths(stage))
    with pytest.raises(GitHubError):
        client.send("POST", path, STATUS)
    assert len(paths(stage)) - before == 1
    assert waits == []
    assert stage.people["root"].get(f"commits/{stage.clone.head}/statuses").json


def test_write_whose_answer_was_lost_has_no_status(stage: GateStage, client: GitHubClient) -> None:
    stage.github.inject(Fault(faults.CutBody(), method="POST", path="/statuses/"))
    with pytest.raises(GitHubError) as caught:
        client.send("POST", f"{REPO}/statuses/{stage.clone.head}", STATUS)
    assert caught.value.status is None


def test_missing_thing_is_none_but_a_proxys_404_is_an_error(stage: GateStage, client: GitHubClient) -> None:
    assert client.get_or_none(f"{REPO}/pulls/99") is None
    stage.github.inject(Fault(faults.Body(status=404), path="/pulls/99", times=None))
    with pytest.raises(GitHubError, match="HTML"):
        client.get_or_none(f"{REPO}/pulls/99")


def test_every_page_is_read(stage: GateStage, client: GitHubClient) -> None:
    number = stage.open("free", {"docs/a.md": "a\n"})
    for each in range(230):
        stage.people["dev"].post(f"issues/{number}/comments", body=f"comment {each}").expect(201)
    listed = client.get_pages(f"{REPO}/issues/{number}/comments")
    assert [one["body"] for one in listed] == [f"comment {each}" for each in range(230)]


def test_next_page_on_another_host_is_refused(stage: GateStage, client: GitHubClient) -> None:
    link = (("Link", '<http://127.0.0.2:9/api/v3/repositories/1/pulls?page=2>; rel="next"'),)

    class Elsewhere(faults.Action):
        def apply(self, request: Any, answer: Any, closing: Any) -> Response:
            return Response(200, b"[]", {"Content-Type": "application/json", **dict(link)})

    stage.github.inject(Fault(Elsewhere(), path="/pulls$"))
    with pytest.raises(GitHubError, match="another host"):
        client.get_pages(f"{REPO}/pulls")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_token_never_follows_a_redirect_to_another_host(
    stage: GateStage, client: GitHubClient, status: int, tmp_path_factory: pytest.TempPathFactory
) -> None:

    with EmbeddedGitHub(tmp_path_factory.mktemp("other")) as other:
        elsewhere = other.server_url.replace("127.0.0.1", "localhost")
        stage.github.inject(Fault(faults.Redirect(elsewhere, status), path=f"{REPO}$", times=None))
        with pytest.raises(GitHubError):
            client.get(REPO)
        with pytest.raises(GitHubError):
            client.send("POST", REPO, {})
        assert other.requests == []


def test_graphql_mutations_are_not_queries(client: GitHubClient) -> None:
    with pytest.raises(ValueError, match="writes"):
        client.graphql("mutation { x }", {})


def test_stalled_github_is_no_answer(
    stage: GateStage, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aidlc.adapters.github.client._TIMEOUT", 1)
    monkeypatch.setattr("aidlc.adapters.github.client._ATTEMPTS", 1)
    stage.github.inject(Fault(faults.Stall(), path=f"{REPO}$", times=None))
    with pytest.raises(GitHubError, match="no usable answer"):
        client.get(REPO)


def test_rate_limit_longer_than_a_minute_is_not_waited_for(
    stage: GateStage, client: GitHubClient, waits: list[float]
) -> None:
    limited = faults.Status(429, "API rate limit exceeded", (("Retry-After", "61"),))
    stage.github.inject(Fault(limited, path=f"{REPO}$", times=None))
    with pytest.raises(GitHubError, match="rate limit"):
        client.get(REPO)
    assert waits == []


def test_rate_limit_is_waited_for_as_long_as_github_asks(
    stage: GateStage, client: GitHubClient, waits: list[float]
) -> None:
    limited = faults.Status(403, "You have exceeded a secondary rate limit", (("Retry-After", "7"),))
    stage.github.inject(Fault(limited, path=f"{REPO}$"))
    assert client.get(REPO)["full_name"] == "acme/events"
    assert waits == [7.0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"api_url": "http://github.example/api/v3"}, "https"),
        ({"api_url": "ftp://127.0.0.1"}, "https"),
        ({"api_url": "nonsense"}, "no API address"),
        ({"api_url": "https://user:pass@api.github.com"}, "no API address"),
        ({"graphql_url": "https://elsewhere.example/graphql"}, "another host"),
        ({"repository": "acme"}, "owner/name"),
        ({"repository": "acme/events/../x"}, "owner/name"),
        ({"token": ""}, "GITHUB_TOKEN"),
        ({"token": "two\nlines"}, "GITHUB_TOKEN"),
    ],
)
def test_unusable_address_repository_or_token_is_refused_before_anything_is_sent(
    more: dict[str, str], words: str
) -> None:
    given = {"api_url": "https://api.github.com", "token": "t", "repository": "acme/events", **more}
    with pytest.raises(InputError, match=words):
        GitHubClient(
            api_url=given["api_url"],
            token=given["token"],
            repository=given["repository"],
            graphql_url=given.get("graphql_url"),
        )
