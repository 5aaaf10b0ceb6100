"""Asking GitHub to run a workflow of the repository."""

from __future__ import annotations

from collections.abc import Mapping

from aidlc.adapters.github.client import GitHubClient


def dispatch_workflow(client: GitHubClient, workflow: str, *, ref: str, inputs: Mapping[str, str]) -> None:
    """Start `workflow` (its file's name) as it is on the branch `ref`.

    Raises GitHubError: 403 where the token may not (`actions: write`), 404 where there is no such workflow on the default
    branch or the token doesn't see it, 422 where it takes no such inputs. GitHub doesn't say which run it became.
    Source: https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
    """
    client.send(
        "POST",
        f"/repos/{client.repository}/actions/workflows/{workflow}/dispatches",
        {"ref": ref, "inputs": dict(inputs)},
    )
