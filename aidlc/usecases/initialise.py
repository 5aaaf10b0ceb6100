"""What `aidlc init` would write into a repository: planned as values, written only where nothing stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from aidlc.adapters.codec import decode_policy
from aidlc.adapters.ledger_files import open_folder, read_file, refuse_case_clash, write_file
from aidlc.domain.assistants import SERVER
from aidlc.domain.errors import InputError
from aidlc.domain.json_text import NotJson, put_json, read_json
from aidlc.domain.layout import POLICY_PATH
from aidlc.usecases.new_policy import NewPolicy, write_policy
from aidlc.usecases.resolve_policy import Client
from prompts.repository import (
    Setup,
    editor_settings,
    render_codeowners,
    render_intent_form,
    render_workflows,
)
from schemas.policy import Policy

_MOST_BYTES: Final = 1024 * 1024
_FORM: Final = ".github/ISSUE_TEMPLATE/intent.yml"
_OWNERS: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # GitHub reads the first that exists
_BLOCK: Final = ("# aidlc: who is asked", "# aidlc: end\n")


class Deed(StrEnum):
    """What happens to a file."""

    CREATE = "create"
    REPLACE = "replace"
    EXTEND = "extend"
    """Our part is put in, the rest stays."""
    KEEP = "keep"
    """It differs, and nobody said that it may be written."""
    SAME = "same"
    """It says already what it would say."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file: what it says, what it would say, and what happens."""

    path: str
    deed: Deed
    before: bytes | None
    after: bytes

    @property
    def is_written(self) -> bool:
        """Whether anything is written."""
        return self.deed in {Deed.CREATE, Deed.REPLACE, Deed.EXTEND}


@dataclass(frozen=True, slots=True)
class Plan:
    """Every file, and what people should know."""

    files: tuple[PlannedFile, ...]
    notes: tuple[str, ...]


def plan_setup(root: Path, setup: Setup, client: Client | None, *, server_url: str, force: bool) -> Plan:
    """Return what would be written below `root`; nothing is.

    With a `client` the accounts' ids are looked up. Raises `InputError`: people are missing, a policy that nobody can
    satisfy, files that can't be read or extended; `GitHubError`.
    """
    present = read_settings(root, POLICY_PATH)
    people = (*setup.owners, *setup.developers, *setup.maintainers, *setup.agents)
    if present is not None and not (
        force and people
    ):  # without names there is nothing to write a new one from
        new = NewPolicy(present, decode_policy(present), ())
    else:
        new = write_policy(setup, client)
    wanted: list[tuple[str, bytes, bool]] = [(POLICY_PATH, new.data, False)]
    wanted += [(path, text.encode(), False) for path, text in render_workflows(setup).items()]
    wanted.append((_FORM, render_intent_form().encode(), False))
    owners = next((path for path in _OWNERS if read_settings(root, path) is not None), _OWNERS[0])
    lines = render_codeowners(_maintainers(new.policy, setup), _guarded(new.policy, setup))
    wanted.append((owners, _with_block(read_settings(root, owners), lines).encode(), True))
    for path, (key, entry) in editor_settings(setup.action, setup.commit, server_url).items():
        merged, whole = _with_server(read_settings(root, path), key, entry)
        wanted.append((path, merged, whole))
    files = tuple(_plan(root, path, data, extends=extends, force=force) for path, data, extends in wanted)
    notes = list(new.notes)
    left_out = () if new.data != present else tuple(_left_out(new.policy, setup))
    if left_out:
        files = tuple(replace(each, deed=Deed.KEEP) if each.path == POLICY_PATH else each for each in files)
        notes.append(f"The policy that is there doesn't list {', '.join(left_out)}.")
    notes += [
        f"{file.path} is there already and is left as it is; --force writes it."
        for file in files
        if file.deed is Deed.KEEP
    ]
    if setup.action == "OWNER/REPO" and any(file.is_written for file in files):
        notes.append(
            "OWNER/REPO and the zeros stand for the release you use: give --action OWNER/REPO@COMMIT."
        )
    if setup.open_requests:
        notes += _about_requests(new.policy)
    if setup.drafts:
        notes.append(
            "aidlc-draft needs the secret ANTHROPIC_API_KEY, or another provider in its inputs, the label `aidlc:draft`, "
            "and that workflows may open pull requests (Settings, Actions, General)."
        )
    return Plan(files, tuple(notes))


def _about_requests(policy: Policy | None) -> Iterable[str]:
    yield (
        "aidlc-request opens pull requests once an administrator allows it: Settings, Actions, General, `Allow GitHub "
        "Actions to create and approve pull requests`."
    )
    if policy is not None and not policy.agents.emails:
        yield (
            "agents.emails names no address for the assistant's commits: they are the developer's own, who then can't "
            "approve them. Give --agent-email ADDRESS."
        )


def write_setup(root: Path, files: Iterable[PlannedFile]) -> None:
    """Write what is planned, each file as one step. Raises `InputError` when one changed since it was planned."""
    for file in files:
        if not file.is_written:
            continue
        if read_settings(root, file.path) != file.before:
            raise InputError(f"{file.path} changed meanwhile; it and what follows wasn't written. Run again.")
        *folders, name = file.path.split("/")
        try:
            with open_folder(root, tuple(folders), create=True) as held:
                refuse_case_clash(held, name, file.path)
                write_file(held, name, file.after)
        except OSError as error:
            raise InputError(
                f"{file.path} can't be written ({error.strerror}). Check its permissions."
            ) from None


def _plan(root: Path, path: str, after: bytes, *, extends: bool, force: bool) -> PlannedFile:
    before = read_settings(root, path)
    if before is None:
        deed = Deed.CREATE
    elif before == after:
        deed = Deed.SAME
    elif not force:
        deed = Deed.KEEP
    else:
        deed = Deed.EXTEND if extends else Deed.REPLACE
    return PlannedFile(path, deed, before, after)


def read_settings(root: Path, path: str) -> bytes | None:
    """Return the file's bytes, `None` without one. Raises `InputError` for a link, a folder, or a file that is too large."""
    *folders, name = path.split("/")
    try:
        with open_folder(root, tuple(folders), create=False) as held:
            data = read_file(held, name, path, _MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}). Check its permissions.") from None
    if data is not None and len(data) > _MOST_BYTES:
        raise InputError(f"{path} has more than {_MOST_BYTES} bytes. Look what it is.")
    return data


def _maintainers(policy: Policy | None, setup: Setup) -> tuple[str, ...]:
    """Who answers for the guarded paths: as the policy has it, which may be older than what was asked for now."""
    if policy is None:
        return setup.maintainers
    roles = [policy.roles[rule.role] for rule in policy.guarded.approvals if rule.role in policy.roles]
    teams = (team.partition("#")[0] for role in roles for team in role.teams)
    return tuple(dict.fromkeys([*(user for role in roles for user in role.users), *teams]))


def _left_out(policy: Policy | None, setup: Setup) -> Iterable[str]:
    """Who was named now for a role and isn't in it by the policy that stays."""
    named = {"product-owner": setup.owners, "developer": setup.developers, "maintainer": setup.maintainers}
    for role, people in named.items():
        holders = policy.roles.get(role) if policy is not None else None
        listed = {_login(user) for user in holders.users} if holders is not None else set()
        yield from (f"{each.partition('#')[0]} as {role}" for each in people if _login(each) not in listed)


def _login(user: str) -> str:
    return user.partition("#")[0].lower()


def _guarded(policy: Policy | None, setup: Setup) -> tuple[str, ...]:
    return policy.guarded.paths if policy is not None else setup.guarded


def _with_block(present: bytes | None, block: str) -> str:
    """CODEOWNERS with our lines at its end, where they decide, and everything else as it is."""
    if present is None:
        return block
    text = present.decode("utf-8", "replace")
    if text.encode() != present:
        raise InputError("CODEOWNERS isn't UTF-8 text. Mend it first.")
    start, end = text.find(_BLOCK[0]), text.find(_BLOCK[1])
    if 0 <= start < end:
        text = text[:start] + text[end + len(_BLOCK[1]) :]
    text = text.rstrip("\n")
    return f"{text}\n\n{block}" if text else block


def _with_server(present: bytes | None, key: str, entry: Mapping[str, object]) -> tuple[bytes, bool]:
    """An editor's settings with our server among the others; whether what is there could be read, and so is kept."""
    path = (key, SERVER)
    try:
        text = (present or b"").decode("utf-8")
        mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
        if present is not None:
            found = read_json(text).member(key)
            server = found.member(SERVER) if found is not None else None
            if server is not None and server.plain == entry:
                return present, True
            return (mark + put_json(text, path, entry)).encode(), True
    except (NotJson, UnicodeDecodeError):
        return put_json("{}\n", path, entry).encode(), False
    return put_json("{}\n", path, entry).encode(), True
