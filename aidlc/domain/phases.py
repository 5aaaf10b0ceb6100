"""The phases of AI-DLC, and the kinds of approval a pull request may need."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """The three phases of the method, and the two kinds of change outside them that still need people."""

    INCEPTION = "inception"
    CONSTRUCTION = "construction"
    OPERATION = "operation"
    MAINTENANCE = "maintenance"
    GUARDED = "guarded"


WHOLE_REPOSITORY = "repository"
"""The scope of maintenance and guarded changes, which belong to no Intent."""
