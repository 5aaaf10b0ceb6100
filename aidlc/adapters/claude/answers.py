"""Whether an answer of Claude's can be used. Its stop reason comes first: an answer that was cut looks like a bad one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from aidlc.adapters.claude.errors import ClaudeError

if TYPE_CHECKING:
    from anthropic.types import Message

Shape = TypeVar("Shape", bound=BaseModel)

_MOST_COMPLAINTS: Final = 12


def check_stop(message: Message, request: str | None, limit: int) -> None:
    """Raise `ClaudeError` unless the answer came to its own end."""
    match message.stop_reason:
        case "end_turn" | "stop_sequence":
            return
        case "refusal":
            details = message.stop_details
            about = f" ({details.category})" if details is not None and details.category else ""
            raise ClaudeError("refused", f"Claude declined{about}. Reword the intent.", request=request)
        case "max_tokens":
            raise ClaudeError(
                "truncated",
                f"The answer is longer than {limit} tokens. Ask for less at a time.",
                request=request,
            )
        case "model_context_window_exceeded":
            raise ClaudeError("too-long", "The question is too long for the model.", request=request)
        case None:
            raise ClaudeError("cut", "The answer broke off. Run again.", request=request, passing=True)
        case other:
            raise ClaudeError(
                "unexpected-stop", f"Claude stopped in a way that isn't known ({other}).", request=request
            )


def read_answer(
    shape: type[Shape], text: str, check: Callable[[Shape], Iterable[str]]
) -> tuple[Shape | None, tuple[str, ...]]:
    """Return the answer of `shape`, `None` where it is none, and what is wrong with it, without the model's words."""
    try:
        value = shape.model_validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        return None, tuple(
            f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}"
            for one in found[:_MOST_COMPLAINTS]
        )
    return value, tuple(check(value))[:_MOST_COMPLAINTS]


def ask_to_mend(complaints: Iterable[str]) -> str:
    """Return the turn that names what is wrong with an answer."""
    listed = "\n".join(f"- {complaint}" for complaint in complaints)
    return f"That answer can't be used:\n\n{listed}\n\nGive the whole answer again with these mended and the rest as it is."
