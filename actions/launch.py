"""What an action's manifest starts: `python3 -I actions/launch.py <action>`.

Runs on the runner's own Python with the standard library only: makes an environment of its own under the runner's temporary
folder, installs what is pinned by hash and this project into it, and runs the console script there. The workspace is never
the working directory and on no path, so nothing that lies in it is imported or executed.
"""

from __future__ import annotations

import importlib
import os
import sys

NEEDED = (3, 11)


def main() -> int:
    """Run the action named by the first argument; return its exit status, 2 where it can't even start."""
    if sys.version_info < NEEDED:
        found = "%d.%d" % sys.version_info[:2]  # noqa: UP031 -- has to run on the Pythons it refuses
        sys.stdout.write(
            "::error title=aidlc::AI-DLC needs Python 3.11 or newer as python3, this is " + found + ". "
            "Run the job on ubuntu-24.04 or newer, or let actions/setup-python come before.\n"
        )
        return 2
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 -- as above
    sys.path.insert(0, root)  # -I leaves it out; this is the action's own folder, downloaded by the runner
    entry = importlib.import_module(f"actions.{sys.argv[1]}.entry")
    installation = importlib.import_module("actions.installation")
    more = {"requirements": entry.requirements} if hasattr(entry, "requirements") else {}
    status: int = installation.run(entry.arguments, os.environ, **more)
    return status


if __name__ == "__main__":
    sys.exit(main())
