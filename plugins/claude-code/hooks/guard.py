"""Refuses calls by which an assistant would approve or merge. Standard input: Claude Code's PreToolUse event.

Exit status 0 says nothing, 2 refuses and tells the assistant why, 3 means that this program failed.
It sees what is written in the call. It can't see into script files, aliases made earlier, encoded text, values of variables
from elsewhere, or a browser. Nothing rests on it: the gate counts reviews of people on GitHub.
"""

import json
import sys

from rules import judge_command, judge_tool, looks_forbidden

REFUSAL = """\
aidlc: refused, because {reason}.
Approving, merging and opening the gate is for people, on GitHub. Give the human the link to the pull request and stop \
here; `check_approval` tells when they have decided. If these were only words, put them into a file and pass the file."""


def main() -> int:
    """Judge one event."""
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        event = json.loads(text)
        tool, given, cwd = event["tool_name"], event["tool_input"], event.get("cwd") or "."
        readable = isinstance(tool, str) and isinstance(given, dict) and isinstance(cwd, str)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        readable = False
    if not readable:
        reason = looks_forbidden(text)
    elif tool.startswith("mcp__"):
        reason = judge_tool(tool, given, cwd)
    else:
        command = given.get("command")
        reason = judge_command(command, cwd) if isinstance(command, str) else ""
    if reason:
        sys.stderr.write(REFUSAL.format(reason=reason) + "\n")
        return 2
    return 0


if __name__ == "__main__":
    try:
        STATUS = main()
    except Exception:  # noqa: BLE001 -- guard.sh decides by a coarser rule then
        STATUS = 3
    sys.exit(STATUS)
