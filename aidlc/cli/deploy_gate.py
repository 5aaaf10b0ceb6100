"""`aidlc deploy-gate`: decide whether a release may be deployed to an environment."""

from __future__ import annotations

import click

from aidlc.adapters.runner import set_outputs, write_summary
from aidlc.cli.connection import connect
from aidlc.cli.output import json_option, print_json, say
from aidlc.usecases.deploy_gate import OUTPUTS, DeployRequest, decide_deployment
from prompts.deploy import render_deploy_summary

_DENIED = 3


@click.command("deploy-gate")
@click.option("--release", required=True, metavar="RELEASE", help="The release's id, or intent/id.")
@click.option("--environment", required=True, metavar="NAME", help="Where it is to be deployed.")
@click.option("--repo", "repository", metavar="OWNER/NAME", help="The repository; default GITHUB_REPOSITORY.")
@json_option
def deploy_gate(release: str, environment: str, repository: str | None, *, as_json: bool) -> int:
    """Decide whether a release may be deployed to an environment; print the commit to deploy.

    Exit status: 0 allowed, 3 denied, 2 the policy or the input can't be used, 1 facts could not be gathered.
    """
    with connect(repository) as connection:
        decision = decide_deployment(
            DeployRequest(
                client=connection.client,
                git_url=connection.git_url,
                token=connection.runner.token,
                release=release,
                environment=environment,
            )
        )
        write_summary(connection.runner.summary_path, render_deploy_summary(decision))
        allowed = decision.allowed and decision.commit is not None
        outputs = {
            "allowed": "true" if allowed else "false",
            "commit": decision.commit or "",
            "sentence": decision.sentence,
        }
        set_outputs(connection.runner.output_path, {name: outputs[name] for name in OUTPUTS})
        if as_json:
            print_json(decision)
        elif allowed:
            say(decision.sentence, err=True)
            say(decision.commit or "")
        else:
            for reason in decision.reasons or (decision.sentence,):
                say(reason, err=True)
        return 0 if allowed else _DENIED
