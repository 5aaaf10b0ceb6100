"""`aidlc audit`: name every commit of the default branch that changed governed paths without a rightful gate."""

from __future__ import annotations

import click

from aidlc.adapters.events import read_push
from aidlc.adapters.github.reading import read_repository
from aidlc.adapters.runner import annotation, read_event, set_outputs, write_summary
from aidlc.cli.connection import Connection, connect
from aidlc.cli.output import json_option, print_json, print_table, say
from aidlc.domain.audit_report import AuditReport
from aidlc.usecases.audit import AuditRequest, audit
from aidlc.usecases.bolts.request import check_since
from prompts.audit import render_audit_summary

_FOUND = 3


@click.command("audit")
@click.option("--repo", "repository", metavar="OWNER/NAME", help="The repository; default GITHUB_REPOSITORY.")
@click.option(
    "--since", metavar="COMMIT", help="Begin after this commit (full id); default: the first policy."
)
@click.option("--until", metavar="COMMIT", help="End with this commit (full id); default: the newest.")
@click.option(
    "--status-by",
    "posters",
    metavar="LOGIN",
    multiple=True,
    help="Who posts the gate's status here; default github-actions[bot].",
)
@json_option
def audit_command(
    repository: str | None, since: str | None, until: str | None, posters: tuple[str, ...], *, as_json: bool
) -> int:
    """Name every commit of the default branch that changed governed paths without a rightful gate.

    Direct pushes, merges past the gate, forged statuses, reviews edited by others. Reads only; started by a push, it begins
    where that push began. Exit status: 0 clean, 3 findings, 2 unusable input or policy, 1 facts could not be gathered.
    """
    with connect(repository) as connection:
        pushed_from: str | None = None
        runner = connection.runner
        if runner.event_name == "push" and since is None:
            push = read_push(read_event(runner.event_path))
            branch = read_repository(connection.client).default_branch_ref.name
            if push.ref != f"refs/heads/{branch}":
                say(f"The push isn't one to {branch}; nothing was audited.", err=True)
                return 0
            pushed_from = push.before
        report = audit(
            AuditRequest(
                client=connection.client,
                git_url=connection.git_url,
                token=runner.token,
                since=check_since(since),
                until=check_since(until),
                pushed_from=pushed_from,
                posters=frozenset(posters),
            )
        )
        _tell(connection, report, as_json=as_json)
    return _FOUND if report.findings else 0


def _tell(connection: Connection, report: AuditReport, *, as_json: bool) -> None:
    runner = connection.runner
    if as_json:
        print_json(report.model_dump(mode="json") | {"sentence": report.sentence})
    elif report.findings:
        rows = [
            (
                each.commit[:12],
                f"#{each.pull_request}" if each.pull_request is not None else "",
                str(each.kind),
                each.sentence,
            )
            for each in report.findings
        ]
        print_table("Audit", ("Commit", "Pull request", "Finding", "What"), rows)
        for remedy in dict.fromkeys(each.remedy for each in report.findings):
            say(remedy, err=True)
    say(report.sentence, err=as_json or bool(report.findings))
    if runner.on_runner:
        for each in report.findings:
            text = f"{each.commit[:12]}: {each.sentence} {each.remedy}"
            click.echo(annotation("error", text, title=str(each.kind)), err=True)
    write_summary(runner.summary_path, render_audit_summary(report))
    set_outputs(
        runner.output_path,
        {
            "findings": str(len(report.findings)),
            "commits": str(report.commits),
            "sentence": report.sentence,
        },
    )
