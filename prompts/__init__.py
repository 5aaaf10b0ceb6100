"""The words: templates for comments, summaries, pull request bodies and prompts, and the one function that renders them.

Templates print other people's text. What a template prints without a filter is escaped as prose; `code`, `cell`, `fence`
and `label` show it in other forms. A name that the caller doesn't give is an error, never an empty place.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["TEMPLATES", "render"]

TEMPLATES: Final = Path(__file__).parent / "templates"


def render(name: str, /, **context: object) -> str:
    """Return the template `name` (`gate_comment.md.j2`) filled with `context`.

    Which names a template needs stands in its first lines. Raises jinja2's `UndefinedError` for a missing one and
    `TemplateNotFound` for an unknown template: both are mistakes of the caller, not of a user.
    """
    return _environment().get_template(name).render(**context)


@cache
def _environment() -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from prompts import markdown

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_escape_by_default,
    )
    environment.filters.update(
        code=markdown.code,
        cell=markdown.cell,
        fence=markdown.fence,
        label=markdown.label,
        prose=markdown.prose,
        trusted=markdown.trusted,
    )
    return environment


def _escape_by_default(value: object) -> object:
    from jinja2 import Undefined

    from prompts.markdown import Markdown, prose

    if isinstance(value, (Markdown, Undefined, int)):
        return value
    if value is None:
        raise TypeError("a template printed None: it must say what to show instead")
    return prose(value)
