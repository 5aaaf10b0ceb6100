"""The files that turn a repository over to the gate: policy, workflows, issue form, CODEOWNERS, editors' settings.

One source for `aidlc init` and for the examples. The templates hold GitHub's own `${{ }}`, so theirs are `<< >>` and
`<% %>`; what is put in is checked by the caller and written as JSON, which YAML reads as it is meant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from aidlc.domain.assistants import ASSISTANTS, pinned
from prompts import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Environment

PLACEHOLDER: Final = ("OWNER/REPO", "0" * 40)
"""Repository and commit of the action, where nobody said which."""

ACTIONS_ADDRESS: Final = "41898282+github-actions[bot]@users.noreply.github.com"
"""Of commits that workflows make: GitHub shows no user for it, so the policy has to know whose it is."""

OWNED: Final = ("/.github/", "CODEOWNERS", ".gitattributes", ".gitmodules")
"""What CODEOWNERS asks the maintainers about, beside the guarded paths."""

_FOLDER: Final = TEMPLATES / "repository"
_EDITORS: Final = frozenset({"claude-code", "vscode", "cursor", "kiro"})
_WORKFLOWS: Final = ("aidlc-signal", "aidlc-gate", "aidlc-bolts", "aidlc-audit")
_REQUESTS: Final = "aidlc-request"
_DRAFTS: Final = "aidlc-draft"


@dataclass(frozen=True, slots=True)
class Setup:
    """What the files are about. Accounts are `login` or `login#id`."""

    branch: str
    owners: tuple[str, ...]
    developers: tuple[str, ...]
    maintainers: tuple[str, ...]
    agents: tuple[str, ...]
    environments: tuple[str, ...]
    guarded: tuple[str, ...]
    action: str = PLACEHOLDER[0]
    """The action's repository, `owner/name`."""
    commit: str = PLACEHOLDER[1]
    """The full commit id of a release of it."""
    version: str = ""
    """The release's name, shown beside the placeholder."""
    agent_emails: tuple[str, ...] = ()
    """The addresses of assistants' commits."""
    open_requests: bool = False
    """Whether the workflow that opens pull requests is among them."""
    drafts: bool = False
    """Whether the workflow that drafts from issues is among them."""


def render_policy(setup: Setup) -> str:
    """Return the policy."""
    return _render(
        "aidlc.yml.j2",
        owners=setup.owners,
        developers=setup.developers,
        maintainers=setup.maintainers,
        agents=setup.agents,
        agent_emails=(*setup.agent_emails, *([ACTIONS_ADDRESS] if setup.drafts else [])),
        environments=setup.environments,
        guarded=setup.guarded,
    )


def render_workflows(setup: Setup) -> dict[str, str]:
    """Return the workflows by path: signal, gate, bolts, audit, and request and draft where they are wanted."""
    placeholder = (setup.action, setup.commit) == PLACEHOLDER
    wanted = [name for name, asked in ((_REQUESTS, setup.open_requests), (_DRAFTS, setup.drafts)) if asked]
    return {
        f".github/workflows/{name}.yml": _render(
            f"{name}.yml.j2",
            branch=setup.branch,
            action=setup.action,
            commit=setup.commit,
            placeholder=placeholder,
            version=setup.version,
        )
        for name in (*_WORKFLOWS, *wanted)
    }


def render_intent_form() -> str:
    """Return the issue form that an Intent starts with."""
    return _render("intent.yml.j2")


def render_codeowners(maintainers: Sequence[str], guarded: Sequence[str]) -> str:
    """Return the block of lines for CODEOWNERS; GitHub's patterns have no `/**` for a folder."""
    paths = [*OWNED, *(f"/{path.removesuffix('**')}" for path in guarded)]
    return _render(
        "CODEOWNERS.j2", paths=paths, owners=[f"@{name.partition('#')[0]}" for name in maintainers]
    )


def editor_settings(action: str, commit: str, server_url: str) -> Mapping[str, tuple[str, dict[str, object]]]:
    """Return, for each editor's settings file, the key its servers stand under and the entry `aidlc`."""
    launch = pinned(f"{server_url}/{action}", commit)
    return {each.path: (each.key, each.entry(launch)) for each in ASSISTANTS if each.name in _EDITORS}


def _render(name: str, **context: object) -> str:
    return _environment().get_template(name).render(**context)


@cache
def _environment() -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
    environment.filters["json"] = _as_json
    return environment


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)
