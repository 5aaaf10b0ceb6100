"""The one translator: whatever goes wrong in a tool becomes a sentence the assistant can act on."""

from __future__ import annotations

import os
import traceback

from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from pydantic import ValidationError

from aidlc.domain.errors import AidlcError
from aidlc.usecases.complaints import complaints


def translate(error: ToolError) -> ToolError:
    """Return the error whose text the model shall read for what the SDK raised about a tool.

    Our own errors keep their sentence; arguments that don't fit are named with what was expected; anything else is our
    mistake, told as such (its traceback goes to stderr with AIDLC_DEBUG=1).
    """
    cause = error.__cause__
    if isinstance(cause, AidlcError):
        return ToolError(str(cause))
    if isinstance(cause, ValidationError):
        lines = [f"{key}: {sentence}" if key else sentence for key, sentence in complaints(cause)]
        return ToolError("The arguments don't fit. " + " ".join(lines) + " Correct them and call again.")
    if not isinstance(error, UnexpectedToolError):
        return error
    if os.environ.get("AIDLC_DEBUG") == "1":
        traceback.print_exception(error)
    return ToolError(
        f"Internal error ({type(cause).__name__}: {cause}). Nothing more was done. Tell the user to report it; "
        "the other tools still work."
    )
