"""The method as prompts: one template each in `templates/method`, for an IDE, a skill and a run without people.

A template begins with a comment that holds its front matter in TOML between two lines of `+++`: name, title, description,
arguments. Reading those needs nothing but the standard library, so that a server can list them without loading jinja2.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from prompts import TEMPLATES, render

ORDER: Final = (
    "start",
    "mob-elaboration",
    "domain-design",
    "logical-design",
    "mob-construction",
    "mob-testing",
    "operation",
)
"""The prompts by name, as the method goes."""

_FOLDER: Final = "method"
_SUFFIX: Final = ".md.j2"

WorkspaceKind = Literal["greenfield", "brownfield", ""]
"""What the repository holds; empty where the reader has to find out, then the text says both."""


class Surface(StrEnum):
    """Who reads a prompt. Only the first and the last paragraphs differ."""

    IDE = "ide"
    SKILL = "skill"
    CI = "ci"


class _Frozen(BaseModel):
    """As the domain's own: here, so that the MCP server needn't load the gate's facts to list prompts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Argument(_Frozen):
    """One argument; every one may be left out, the prompt then asks or takes what there is."""

    name: str
    description: str


class MethodPrompt(_Frozen):
    """A prompt as it is listed."""

    name: str
    title: str
    description: str
    arguments: tuple[Argument, ...]


@cache
def list_prompts() -> tuple[MethodPrompt, ...]:
    """Every prompt, in the order of the method."""
    return tuple(_read(name) for name in ORDER)


def find_prompt(name: str) -> MethodPrompt:
    """The prompt of that name. Raises `KeyError` for another one, which is a mistake of the caller."""
    found = {prompt.name: prompt for prompt in list_prompts()}
    return found[name]


def render_method(
    name: str,
    surface: Surface,
    *,
    given: str = "",
    state: Sequence[str] = (),
    workspace: WorkspaceKind = "",
) -> str:
    """The prompt `name` as Markdown.

    `given` is what the user said with it; for a skill the client's own placeholder, printed as it is (`$ARGUMENTS` where
    none is given). `state` are lines from records, printed as one block that nothing in them can end.
    """
    prompt = find_prompt(name)
    said = given or ("$ARGUMENTS" if surface == Surface.SKILL else "")
    text = render(
        f"{_FOLDER}/{name}{_SUFFIX}",
        title=prompt.title,
        surface=Surface(surface).value,
        given=said,
        state="\n".join(state),
        workspace=workspace,
    )
    return text.strip("\n") + "\n"


def _read(name: str) -> MethodPrompt:
    text = (TEMPLATES / _FOLDER / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    return MethodPrompt.model_validate(tomllib.loads(text.split("+++", 2)[1]))
