"""The one translator: whatever goes wrong in a tool becomes a sentence the assistant can act on."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping, Sequence
from typing import Final

from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from pydantic import BaseModel, ValidationError

from aidlc.domain.errors import AidlcError
from aidlc.usecases.complaints import complaints

_OF_PEOPLE: Final = ("approv", "review", "merge")


def refuse_tool(name: str, served: Sequence[str], left_out: Mapping[str, str]) -> ToolError:
    """Return the error for a call of a tool that isn't there: why, and what is there instead."""
    if name in left_out:
        return ToolError(
            f"`{name}` isn't served: {left_out[name]}. Tell the user what you wanted to do with it."
        )
    people = "What people decide, no tool does: they review and merge on GitHub. "
    said = people if any(word in name.lower() for word in _OF_PEOPLE) else ""
    return ToolError(f"There is no tool `{name[:80]}`. {said}Tools: {', '.join(served)}.")


def translate(error: ToolError, arguments: type[BaseModel] | None = None) -> ToolError:
    """Return the error whose text the model shall read for what the SDK raised about a tool.

    Our own errors keep their sentence; arguments that don't fit are named with what was expected; anything else is our
    mistake, told as such (its traceback goes to stderr with AIDLC_DEBUG=1). `arguments` is what the tool takes.
    """
    cause = error.__cause__
    if isinstance(cause, AidlcError):
        return ToolError(str(cause))
    if isinstance(cause, ValidationError):
        lines = [f"{key}: {sentence}" if key else sentence for key, sentence in complaints(cause, arguments)]
        return ToolError("The arguments don't fit. " + " ".join(lines) + " Correct them and call again.")
    if not isinstance(error, UnexpectedToolError):
        return error
    if os.environ.get("AIDLC_DEBUG") == "1":
        traceback.print_exception(error)
    return ToolError(
        f"Internal error ({type(cause).__name__}: {cause}). Nothing more was done. Tell the user to report it; "
        "the other tools still work."
    )
