import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from aidlc.emulator.embedded import EmbeddedGitHub


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve(
    root: Path,
    port: int = 0,
    *,
    owner: str = "acme",
    name: str = "events",
    default_branch: str = "main",
    users: Mapping[str, str] | None = None,
    announce: Callable[[str], object] = _say,
) -> None:
    """Serve on loopback until interrupted; `users` maps logins to roles. `announce` gets one line at a time.

    `/_control/…` is there for other processes: see `aidlc.emulator.control`; POST `/_control/stop` ends it.
    """
    if threading.current_thread() is threading.main_thread():
        # A shell's background job is started with interrupts ignored; whoever sends one all the same means it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with EmbeddedGitHub(root, owner=owner, name=name, default_branch=default_branch, port=port) as github:
        announce(f"api {github.api_url}")
        announce(f"graphql {github.graphql_url}")
        announce(f"clone {github.clone_url}")
        for login, permission in (users or {}).items():
            user = github.add_user(login, permission=permission)
            announce(f"user {login} {user.id} {user.token}")
        try:
            github.wait()
        except KeyboardInterrupt:
            announce("stopped")
