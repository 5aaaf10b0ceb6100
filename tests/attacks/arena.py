"""What the attacks share: the gate's own reading and judging in this process, so that a rule can be taken out of it."""

from typing import Any

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.decision import GateDecision
from aidlc.domain.gate import evaluate_gate
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
    github = stage.github
    client = GitHubClient(
        api_url=github.api_url, graphql_url=github.graphql_url, token=stage.token, repository="acme/events"
    )
    try:
        policy, facts = gather(client, github.clone_url, stage.token, number)
        return evaluate_gate(policy, facts)
    finally:
        client.close()


def why(printed: dict[str, Any]) -> list[str]:
    """Why each review was ignored."""
    return [one["why"] for one in printed["ignored"]]


def state_of(**words: Any) -> str:
    """The status that facts made up in the words of the golden cases come to."""
    return str(judged(**words).state)
