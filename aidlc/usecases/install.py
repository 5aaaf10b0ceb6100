"""What `aidlc install` would write: our server among the others in an assistant's configuration, nothing else changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aidlc.domain.assistants import SERVER, Assistant, Form, Launch
from aidlc.domain.errors import InputError
from aidlc.domain.json_text import NotJson, put_json, read_json
from aidlc.domain.toml_text import NotToml, put_toml, read_toml
from aidlc.usecases.initialise import Deed, PlannedFile, read_settings

_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Installation:
    """One assistant: its file as planned, or why nobody but a person may write it."""

    assistant: Assistant
    launch: Launch
    file: PlannedFile | None
    trouble: str = ""
    """Why nothing is written, one sentence; empty when all is well."""

    @property
    def snippet(self) -> str:
        """What to paste by hand."""
        return self.assistant.snippet(self.launch)


def plan_installation(
    root: Path, assistants: Iterable[Assistant], launch: Launch, *, force: bool
) -> tuple[Installation, ...]:
    """Return what would be written below `root` for each assistant; nothing is."""
    return tuple(_plan(root, assistant, launch, force=force) for assistant in assistants)


def _plan(root: Path, assistant: Assistant, launch: Launch, *, force: bool) -> Installation:
    try:
        before = read_settings(root, assistant.path)
        file = _merge(assistant, launch, before, force=force)
    except InputError as error:
        return Installation(assistant, launch, None, str(error))
    except UnicodeDecodeError:
        return Installation(assistant, launch, None, f"{assistant.path} isn't UTF-8 text.")
    except NotJson as error:
        return Installation(assistant, launch, None, f"{assistant.path}:{error.line}: {error}.")
    except NotToml as error:
        return Installation(assistant, launch, None, f"{assistant.path}: {error}.")
    trouble = ""
    if file.deed is Deed.KEEP:
        trouble = (
            f"{assistant.path} starts `{SERVER}` in another way already, and is left so; --force replaces it."
        )
    return Installation(assistant, launch, file, trouble)


def _merge(assistant: Assistant, launch: Launch, before: bytes | None, *, force: bool) -> PlannedFile:
    entry = assistant.entry(launch)
    if before is None:
        return PlannedFile(assistant.path, Deed.CREATE, None, assistant.snippet(launch).encode())
    text = before.decode("utf-8")
    mark, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    present = _present(assistant, text)
    if present is None:
        deed = Deed.EXTEND
    elif _says(present, entry):
        return PlannedFile(assistant.path, Deed.SAME, before, before)
    else:
        deed = Deed.REPLACE if force else Deed.KEEP
    if isinstance(present, dict) and "command" in present:
        entry = present | entry  # variables and timeouts that somebody added
    after = mark + _put(assistant, text, entry)
    return PlannedFile(assistant.path, deed, before, after.encode())


def _present(assistant: Assistant, text: str) -> object:
    """What stands under our name, None when nothing does."""
    if assistant.form is Form.TOML:
        servers: object = read_toml(text).get(assistant.key)
    else:
        plain = read_json(text).plain if text.strip() else {}
        servers = plain.get(assistant.key) if isinstance(plain, dict) else None
    return servers.get(SERVER) if isinstance(servers, dict) else None


def _put(assistant: Assistant, text: str, entry: Mapping[str, object]) -> str:
    path = (assistant.key, SERVER)
    if assistant.form is Form.TOML:
        return put_toml(text, path, entry)
    return put_json(text if text.strip() else "{}\n", path, entry)


def _says(present: object, entry: Mapping[str, object]) -> bool:
    """Whether an entry starts what ours would; what somebody added to it, as variables or timeouts, is theirs."""
    if not isinstance(present, dict):
        return False
    return all(present.get(key) == entry.get(key) for key in ("command", "args"))
