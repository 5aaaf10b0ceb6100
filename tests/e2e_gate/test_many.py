"""Many pull requests in one run: whatever one of them comes to, the others are judged, and the run ends in time."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.usecases.decide_gate import GateRequest
from aidlc.usecases.judge_many import JUDGING, TELLING, judge_many
from tests.e2e_gate.stage import GateStage


class Broken(GitHubClient):
    """A client with a mistake that shows in one pull request only."""

    def __init__(self, stage: GateStage, number: int, query: str = "query Pull(") -> None:
        github = stage.github
        super().__init__(
            api_url=github.api_url,
            token=stage.token,
            repository="acme/events",
            graphql_url=github.graphql_url,
            pause=lambda _: None,
        )
        self._broken = (number, query)

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        if variables.get("number") == self._broken[0] and self._broken[1] in query:
            raise TypeError("a mistake of ours")
        return super().graphql(query, variables)


def request_of(stage: GateStage, client: GitHubClient, *, publish: bool = True) -> GateRequest:
    return GateRequest(
        client=client, git_url=stage.github.clone_url, token=stage.token, number=0, publish=publish
    )


@pytest.fixture
def three(asked: GateStage) -> GateStage:
    """Three open pull requests; the first is approved."""
    asked.approve(1, "alice", "bob")
    for number in (2, 3):
        assert asked.open(f"docs{number}", {f"docs/{number}.md": "text\n"}) == number
    return asked


def states(stage: GateStage) -> list[str | None]:
    found = [stage.status(stage.head(number)) for number in (1, 2, 3)]
    return [status["state"] if status else None for status in found]


def test_mistake_in_one_pull_request_stops_none_of_the_others(three: GateStage) -> None:
    client = Broken(three, 2)
    outcomes, failures = judge_many(request_of(three, client), (1, 2, 3))
    client.close()
    assert [outcome.judged[0].number for outcome in outcomes] == [1, 3]
    (failure,) = failures
    assert (failure.number, failure.exit_status) == (2, 1)
    assert failure.message.startswith("internal error: TypeError: a mistake of ours.")
    assert "judge_many" in failure.trace
    assert states(three) == ["success", "error", "success"]


def test_error_that_cant_even_be_posted_stops_none_of_the_others(three: GateStage) -> None:
    client = Broken(three, 1, "query")
    _, failures = judge_many(request_of(three, client), (1, 2, 3))
    client.close()
    assert [failure.number for failure in failures] == [1]
    assert states(three) == [None, "success", "success"]


def late(*seconds: float) -> Iterator[float]:
    """A clock that tells these seconds, the last one for ever."""
    yield from seconds
    while True:
        yield seconds[-1]


def test_run_that_takes_too_long_says_error_on_those_left_and_ends(three: GateStage) -> None:
    client = Broken(three, 0)
    clock = late(0.0, 1.0, JUDGING + 1, JUDGING + 2, JUDGING + TELLING + 1)
    outcomes, failures = judge_many(request_of(three, client), (1, 2, 3), turn=4, clock=lambda: next(clock))
    client.close()
    assert [outcome.judged[0].number for outcome in outcomes] == [2]
    assert [failure.number for failure in failures] == [1, 3]
    assert {failure.exit_status for failure in failures} == {1}
    assert states(three) == [None, "success", "error"]


def test_dry_run_that_takes_too_long_posts_nothing(three: GateStage) -> None:
    client = Broken(three, 0)
    clock = late(0.0, JUDGING + 1)
    request = request_of(three, client, publish=False)
    outcomes, failures = judge_many(request, (1, 2), clock=lambda: next(clock))
    client.close()
    assert (outcomes, len(failures), client.requests) == ((), 2, 0)


def test_nothing_to_judge_is_nothing_judged(stage: GateStage) -> None:
    client = Broken(stage, 0)
    assert judge_many(request_of(stage, client), ()) == ((), ())
