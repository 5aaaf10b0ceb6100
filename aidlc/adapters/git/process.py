"""How git is called: with argument lists, bounded, and deaf to what a machine or a repository would like it to do.

Nobody is asked for a password, no hook, no filesystem monitor and no credential helper runs, only https (and http on this
machine) is spoken, redirects are not followed. Configuration travels in the environment, never in arguments, so that no
secret shows in a process list.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aidlc.domain.errors import GitError, InputError

TIMEOUT: Final = 300.0
"""Seconds after which a git command is given up."""
MAX_OUTPUT: Final = 256 * 1024 * 1024
"""Bytes of output after which it is refused."""

_OBJECT_ID: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_KEPT: Final = (
    "PATH",
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",
    "GIT_EXEC_PATH",
    "SYSTEMROOT",
)
_PROXIES: Final = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY")
_PERSONAL: Final = ("HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "LANG", "USER", "LOGNAME")
_PERSONAL_PREFIXES: Final = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")
_SETTINGS: Final = (
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.quotePath", "false"),
    ("advice.detachedHead", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("protocol.allow", "never"),
    ("protocol.https.allow", "always"),
    ("protocol.http.allow", "always"),
    ("http.followRedirects", "false"),
    ("submodule.recurse", "false"),
    ("fetch.recurseSubmodules", "no"),
)


def run_git(
    args: Sequence[str],
    *,
    cwd: Path | str,
    env: Mapping[str, str] | None = None,
    config: Sequence[tuple[str, str]] = (),
    input: bytes | None = None,  # noqa: A002 -- the word everybody knows from subprocess
    check: bool = True,
    personal: bool = False,
    timeout: float = TIMEOUT,
) -> bytes:
    """Return what `git <args>` prints.

    `config` is configuration on top, for secrets too. With `personal` the user's own git configuration holds (name,
    e-mail, credentials, ssh), for work in their own repository; without it there is none. With `check` a failure raises
    `GitError` with git's last words; without it, see `try_git`. Raises `GitError` too for a missing git, a timeout or
    too much output.
    """
    status, out, err = try_git(
        args, cwd=cwd, env=env, config=config, input=input, personal=personal, timeout=timeout
    )
    if check and status != 0:
        raise GitError(f"git {_name(args)} failed: {_last_words(err, [value for _, value in config])}")
    return out


def try_git(
    args: Sequence[str],
    *,
    cwd: Path | str,
    env: Mapping[str, str] | None = None,
    config: Sequence[tuple[str, str]] = (),
    input: bytes | None = None,  # noqa: A002 -- as above
    personal: bool = False,
    timeout: float = TIMEOUT,
) -> tuple[int, bytes, bytes]:
    """Return exit status, output and errors of `git <args>`; see `run_git`.

    Raises `GitError` when git didn't run to an end.
    """
    try:
        done = subprocess.run(
            ["git", *args],
            cwd=cwd,
            env=_environment(config, personal=personal) | dict(env or {}),
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError:
        raise GitError("git isn't installed or not on PATH. Install git 2.38 or newer.") from None
    except (OSError, ValueError) as error:
        raise GitError(f"git {_name(args)} couldn't be started: {error}.") from None
    except subprocess.TimeoutExpired:
        raise GitError(
            f"git {_name(args)} took more than {timeout:.0f} seconds and was given up. Run again."
        ) from None
    if len(done.stdout) > MAX_OUTPUT:
        raise GitError(
            f"git {_name(args)} printed more than {MAX_OUTPUT} bytes; that is more than can be judged."
        )
    return done.returncode, done.stdout, done.stderr


def is_object_id(text: str) -> bool:
    """Whether `text` is a full object id (40 or 64 lower-case hexadecimal digits), safe to hand to git as a revision."""
    return _OBJECT_ID.fullmatch(text) is not None


def checked_id(text: str) -> str:
    """Return `text` when it is a full object id. Raises `GitError`: names and abbreviations are never resolved."""
    if not is_object_id(text):
        raise GitError(f"`{text[:80]!a}` is no full git object id.")
    return text


def check_version(*, cwd: Path | str) -> tuple[int, int]:
    """Return git's version. Raises `InputError` when it is older than 2.38, which merges without a working tree."""
    printed = run_git(["version"], cwd=cwd).decode("utf-8", "replace")
    found = re.search(r"(\d+)\.(\d+)", printed)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    if version < (2, 38):
        raise InputError(f"git 2.38 or newer is needed, this is `{printed.strip()}`. Install a newer git.")
    return version


def _environment(config: Sequence[tuple[str, str]], *, personal: bool) -> dict[str, str]:
    """The whole environment of a git process, with the settings as numbered variables."""
    names = (*_KEPT, *_PROXIES, *(proxy.lower() for proxy in _PROXIES), *(_PERSONAL if personal else ()))
    env = {name: os.environ[name] for name in names if name in os.environ}
    if personal:
        env |= {name: value for name, value in os.environ.items() if name.startswith(_PERSONAL_PREFIXES)}
    else:
        env |= {"HOME": os.devnull, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    env |= {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_ATTR_NOSYSTEM": "1"}
    env["GIT_NO_REPLACE_OBJECTS"] = "1"
    settings = [*_SETTINGS, *([] if personal else [("credential.helper", "")]), *config]
    if personal:
        settings += [("protocol.ssh.allow", "always"), ("protocol.file.allow", "always")]
    env["GIT_CONFIG_COUNT"] = str(len(settings))
    for number, (key, value) in enumerate(settings):
        env[f"GIT_CONFIG_KEY_{number}"] = key
        env[f"GIT_CONFIG_VALUE_{number}"] = value
    return env


def _name(args: Sequence[str]) -> str:
    """The sub-command, for messages."""
    return next((arg for arg in args if not arg.startswith("-")), "")


def _last_words(err: bytes, secrets: Sequence[str]) -> str:
    """The last line git wrote that says what is wrong, one line of at most 300 characters, without secrets."""
    lines = [line.strip() for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = (
        [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))]
        or lines
        or ["no explanation"]
    )
    text = telling[-1]
    for secret in secrets:
        text = text.replace(secret, "***") if len(secret) > 8 else text
    return text[:300]
