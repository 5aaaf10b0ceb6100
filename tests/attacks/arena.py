"""What the attacks share: the gate's own reading and judging in this process, so that a rule can be taken out of it."""

from typing import Any

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.decision import GateDecision
from aidlc.domain.gate import evaluate_gate
from aidlc.usecases.decide_gate import GateRequest, decide
from aidlc.usecases.decide_group import GroupRequest, decide_group
from aidlc.usecases.gather import gather
from tests.e2e_gate.records import INCEPTION
from tests.e2e_gate.stage import GateStage
from tests.gate.builder import Build

PRFAQ = f"{INCEPTION}/prfaq.md"
OTHER: dict[str, str | None] = {PRFAQ: "---\nschema: aidlc/prfaq/v1\n---\n\nSomething else entirely.\n"}


def judged(**words: Any) -> GateDecision:
    """The verdict on facts made up in the words of the golden cases."""
    made = Build(words)
    return evaluate_gate(made.policy, made.facts)


def judge_here(stage: GateStage, number: int) -> GateDecision:
    """The verdict on a pull request of the stage, reached in this process from the same sources, posted nowhere."""
    client = _client(stage)
    try:
        policy, facts = gather(client, stage.github.clone_url, stage.token, number)
        return evaluate_gate(policy, facts)
    finally:
        client.close()


def _client(stage: GateStage) -> GitHubClient:
    github = stage.github
    return GitHubClient(
        api_url=github.api_url, graphql_url=github.graphql_url, token=stage.token, repository="acme/events"
    )


def why(printed: dict[str, Any]) -> list[str]:
    """Why each review was ignored."""
    return [one["why"] for one in printed["ignored"]]


def state_of(**words: Any) -> str:
    """The status that facts made up in the words of the golden cases come to."""
    return str(judged(**words).state)


def status_here(stage: GateStage, number: int = 1) -> str:
    """The status of the pull request's head after the gate judged it in this process and posted what it found."""
    client = _client(stage)
    try:
        decide(GateRequest(client, stage.github.clone_url, stage.token, number))
    finally:
        client.close()
    status = stage.status(stage.head(number))
    return "none" if status is None else str(status["state"])


def group_here(stage: GateStage, head: str, number: int) -> str:
    """The status of a merge group's head after the gate judged it in this process."""
    client = _client(stage)
    try:
        decide_group(GroupRequest(client, stage.github.clone_url, stage.token, head, number))
    finally:
        client.close()
    status = stage.status(head)
    return "none" if status is None else str(status["state"])
