"""What every record and the policy share: the strict frozen base model and the identifier types."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SLUG_PATTERN: Final = r"^[a-z0-9](-?[a-z0-9])*$"
SLUG_MAX_LENGTH: Final = 64

Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=SLUG_MAX_LENGTH)]
"""An identifier: lower-case ASCII letters, digits and single hyphens, at most 64 characters."""

BoltReference = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9](-?[a-z0-9])*(/[a-z0-9](-?[a-z0-9])*){2}$", max_length=194)
]
"""A full reference to a Bolt, `intent/unit/bolt`."""

CommitId = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$")]
"""A full git object id, SHA-1 or SHA-256; abbreviations are never accepted."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in lower-case hexadecimal."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\n\r]*\S[^\n\r]*$")]
"""One line of text that isn't blank."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"\S")]
"""One or more lines of text that aren't blank."""

PathPattern = Annotated[
    str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^/\n\r\\][^\n\r\\]*$")
]
"""A path pattern relative to the repository's root: literal characters, `?`, `*` and whole `**` segments."""


class Strict(BaseModel):
    """Base of every stored shape: unknown keys are refused, values are frozen.

    Files are read by key alone (`schema`, `same-person`); Python may use the field's name. Numbers, truth values and
    times have one spelling, see `schemas.scalars`.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        str_strip_whitespace=False,
        use_attribute_docstrings=True,
        validate_default=False,
    )


Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\n\r]*\S[^\n\r]*$")]
"""A one-line title."""
