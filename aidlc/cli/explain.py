"""`aidlc explain`: say what would open a gate, and whether it would open if somebody approved."""

from __future__ import annotations

import click

from aidlc.adapters.events import parse_number
from aidlc.cli.connection import connect
from aidlc.cli.output import json_option, print_json, say
from aidlc.domain.errors import InputError
from aidlc.domain.explanation import Explanation
from aidlc.domain.phases import Phase
from aidlc.usecases.explain import explain_pull, explain_records, explain_request
from aidlc.usecases.request import Request

_PHASES = (Phase.INCEPTION, Phase.CONSTRUCTION, Phase.OPERATION)


@click.command("explain")
@click.option(
    "--repo",
    "repository",
    metavar="OWNER/NAME",
    help="The repository; default GITHUB_REPOSITORY, else the one of this clone.",
)
@click.option("--pr", "number", metavar="N", help="The pull request whose gate is explained.")
@click.option("--intent", metavar="INTENT", help="Instead of --pr: the Intent, from the clone at hand.")
@click.option("--phase", type=click.Choice([str(phase) for phase in _PHASES]), help="Its phase.")
@click.option("--unit", "units", metavar="UNIT", multiple=True, help="Construction: a Unit; may be repeated.")
@click.option("--release", default="", metavar="RELEASE", help="Operation: the release.")
@click.option(
    "--if-approved",
    "people",
    metavar="LOGIN",
    multiple=True,
    help="Suppose this person approved; may be repeated.",
)
@click.option("--offline", is_flag=True, help="Ask records and policy alone, never GitHub.")
@json_option
def explain_command(
    repository: str | None,
    number: str | None,
    intent: str | None,
    phase: str | None,
    units: tuple[str, ...],
    release: str,
    people: tuple[str, ...],
    *,
    offline: bool,
    as_json: bool,
) -> int:
    """Say what is still needed and from whom, and whether the gate would open if somebody approved. Writes nothing.

    Give --pr, or --intent and --phase in a clone: without a token, or with --offline, records and policy alone are asked.
    Exit status: 0 explained, 2 the policy or the input can't be used, 1 facts could not be gathered.
    """
    if number is not None:
        if intent is not None or phase is not None or offline:
            raise InputError("Give --pr, or --intent and --phase, not both; --pr can't be explained offline.")
        explanation = _of_pull(repository, parse_number(number), people)
    elif intent is not None and phase is not None:
        request = Request(Phase(phase), intent, units, release)
        explanation = _of_records(request, people, offline=offline)
    else:
        raise InputError("Explain what? Give --pr N, or --intent INTENT and --phase PHASE.")
    if as_json:
        print_json(explanation)
    else:
        for line in explanation.text():
            say(line)
    return 0


def _of_pull(repository: str | None, number: int, people: tuple[str, ...]) -> Explanation:
    with connect(repository) as connection:
        return explain_pull(connection.client, connection.git_url, connection.runner.token, number, people)


def _of_records(request: Request, people: tuple[str, ...], *, offline: bool) -> Explanation:
    from mcp_server.site import Site

    workspace = Site().open()
    if offline:
        return explain_records(workspace, request, people)
    return explain_request(workspace, request, people)
