"""`aidlc emulate`: the embedded GitHub on this machine, for trying things out."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from aidlc.cli.output import say
from aidlc.domain.errors import InputError

_ROLES = ("read", "triage", "write", "maintain", "admin")


@click.command()
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the repository lies; default: a temporary folder.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; default: a free one."
)
@click.option(
    "--repo",
    "repository",
    default="acme/events",
    show_default=True,
    metavar="OWNER/NAME",
    help="The repository.",
)
@click.option(
    "--user",
    "users",
    multiple=True,
    metavar="LOGIN[:ROLE]",
    help="An account (role write unless given); repeatable.",
)
def emulate(root: Path | None, port: int, repository: str, users: tuple[str, ...]) -> None:
    """Run the embedded GitHub on loopback until it is interrupted; print where it is and the accounts' tokens.

    To point the other commands at it, set GITHUB_SERVER_URL, GITHUB_API_URL and GITHUB_GRAPHQL_URL; for the MCP server,
    AIDLC_GITHUB_API_URL. A commit belongs to an account by the address ID+LOGIN@users.noreply.github.com.
    """
    owner, slash, name = repository.partition("/")
    if not (owner and slash and name) or "/" in name:
        raise InputError(f"`{repository}` is no repository: it is written owner/name.")
    roles = dict(_parse_user(user) for user in users)
    try:
        from aidlc.emulator import serve
    except ModuleNotFoundError as error:
        raise InputError(
            f"The embedded GitHub needs {error.name}, which isn't installed. Install aidlc with the extra `emulator`."
        ) from None
    with tempfile.TemporaryDirectory(prefix="aidlc-emulate-") as temporary:
        folder = root or Path(temporary)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"The folder {folder} can't be used ({error.strerror}). Give another --root."
            ) from None
        try:
            serve(folder, port, owner=owner, name=name, users=roles, announce=say)
        except OSError as error:
            raise InputError(
                f"Port {port} on 127.0.0.1 can't be used ({error.strerror}). Choose another --port."
            ) from None


def _parse_user(text: str) -> tuple[str, str]:
    login, _, role = text.partition(":")
    role = role or "write"
    if not login or role not in _ROLES:
        raise InputError(
            f"`{text}` is no user: write login or login:role; the role is one of {', '.join(_ROLES)}."
        )
    return login, role
