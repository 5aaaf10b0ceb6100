"""Bolts with issues: records, the command with all its options, and what GitHub holds afterwards."""

from dataclasses import dataclass
from typing import Any

from aidlc.adapters.github.client import GitHubClient
from aidlc.usecases.bolts.report import report_bolts
from aidlc.usecases.bolts.request import BoltsRequest, Options
from schemas.construction import Bolt, BoltState
from schemas.records import Intent, Workspace
from tests.e2e_gate.records import INCEPTION, inception, text_of
from tests.e2e_gate.stage import GateStage

BOLTS = "aidlc-records/shop/construction/cart/bolts"
EVERYTHING = ("--create-issues", "--labels", "--close-issues")


def bolt(state: BoltState = BoltState.PLANNED, goal: str = "Add a thing.", **more: Any) -> str:
    return text_of(Bolt(schema_="aidlc/bolt/v1", unit="cart", goal=goal, state=state, **more))


def open_issue(stage: GateStage, title: str = "A shop") -> int:
    number: int = stage.people["alice"].post("issues", title=title).expect(201)["number"]
    return number


def begin(stage: GateStage, **bolts: str) -> int:
    """An Intent with its issue and these Bolts on the default branch; the issue's number."""
    number = open_issue(stage)
    intent = Intent(schema_="aidlc/intent/v1", title="A shop", workspace=Workspace.GREENFIELD, issue=number)
    records = {f"{BOLTS}/{name}.md": text for name, text in bolts.items()}
    stage.push_to_main({**inception(), f"{INCEPTION}/intent.md": text_of(intent), **records})
    return number


def put(stage: GateStage, **bolts: str) -> None:
    """Change Bolts on the default branch."""
    stage.push_to_main({f"{BOLTS}/{name}.md": text for name, text in bolts.items()})


@dataclass(frozen=True)
class Reported:
    """What came of a report, as `--json` prints it."""

    json: dict[str, Any]


def report(stage: GateStage, *options: str, token: str | None = None, **more: Any) -> Reported:
    """Do what `aidlc bolts --all` does with these options, in this process and without waiting."""
    github = stage.github
    chosen = Options(
        create_issues="--create-issues" in options,
        labels="--labels" in options,
        close_issues="--close-issues" in options,
    )
    client = GitHubClient(
        api_url=github.api_url,
        graphql_url=github.graphql_url,
        token=token or stage.token,
        repository="acme/events",
        pause=lambda _: None,
    )
    try:
        request = BoltsRequest(client, github.clone_url, token or stage.token, options=chosen, **more)
        done = report_bolts(request)
    finally:
        client.close()
    listed = [one.model_dump(mode="json") for one in done.written]
    boards = [one.model_dump(mode="json") for one in done.boards]
    return Reported({"warnings": list(done.warnings), **done.counts, "bolts": listed, "boards": boards})


def issue(stage: GateStage, number: int) -> dict[str, Any]:
    """The issue as GitHub shows it."""
    found: dict[str, Any] = stage.people["root"].get(f"issues/{number}").expect(200)
    return found


def labels(stage: GateStage, number: int) -> list[str]:
    """The names of its labels."""
    return sorted(label["name"] for label in issue(stage, number)["labels"])


def below(stage: GateStage, number: int) -> list[int]:
    """The numbers of its sub-issues."""
    listed = stage.people["root"].get(f"issues/{number}/sub_issues").expect(200)
    return [each["number"] for each in listed]


def by_bot(stage: GateStage) -> list[int]:
    """The numbers of the issues that the Action opened and that still follow something."""
    listed = stage.people["root"].get("issues", state="all", creator="github-actions[bot]").expect(200)
    return sorted(
        each["number"] for each in listed if (each["body"] or "").startswith("<!-- aidlc:bolt-issue")
    )
