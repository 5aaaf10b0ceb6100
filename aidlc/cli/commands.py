"""The table of sub-commands: name, where the function is, and the line that `aidlc --help` shows.

A command's module is imported only when the command is called, so that the gate's process never loads the MCP SDK and
`aidlc serve` never waits for PyGithub. To add a command, write its module and add its line here; a test compares the two.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Entry(NamedTuple):
    """Where a command is found (`module:function`) and what it does, in one line."""

    target: str
    summary: str


COMMANDS: Final[dict[str, Entry]] = {
    "init": Entry(
        "aidlc.cli.init:init", "Write policy, workflows, issue form and settings into the repository at hand."
    ),
    "install": Entry(
        "aidlc.cli.install:install",
        "Tell an assistant how to start the MCP server in the repository at hand.",
    ),
    "serve": Entry("aidlc.cli.serve:serve", "Serve the MCP tools to a coding assistant, over stdio."),
    "gate": Entry(
        "aidlc.cli.gate:gate", "Decide whether a pull request may be merged, and post the verdict."
    ),
    "open-request": Entry(
        "aidlc.cli.open_request:open_request_command",
        "Open the pull request of a branch that asks for an approval, and judge it.",
    ),
    "deploy-gate": Entry("aidlc.cli.deploy_gate:deploy_gate", "Decide whether a release may be deployed."),
    "explain": Entry(
        "aidlc.cli.explain:explain_command", "Say what would open a gate, and whether an approval would."
    ),
    "audit": Entry(
        "aidlc.cli.audit:audit_command", "Name what came to the default branch without a rightful gate."
    ),
    "bolts": Entry(
        "aidlc.cli.bolts:bolts", "Keep Bolts and Intents on their issues: one comment each, a board, labels."
    ),
    "draft": Entry("aidlc.cli.draft:draft", "Draft records from an Intent's issue, as a draft pull request."),
    "doctor": Entry(
        "aidlc.cli.doctor:doctor",
        "Examine a repository's settings, and say what to mend and how well the lock holds.",
    ),
    "policy": Entry("aidlc.cli.policy:policy", "Check the policy, or write account ids into it."),
    "emulate": Entry("aidlc.cli.emulate:emulate", "Run the embedded GitHub on this machine."),
}
