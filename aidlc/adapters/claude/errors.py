"""Whatever goes wrong while Claude is asked, as one error with a stable code and without a word of the model or a secret."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from aidlc.domain.errors import AidlcError

if TYPE_CHECKING:
    from types import ModuleType

TRY_AGAIN: Final = 75
"""Exit status of what passes by itself (sysexits.h, EX_TEMPFAIL)."""

_PASSING: Final = frozenset({"rate_limit_error", "overloaded_error", "api_error", "timeout_error"})


class ClaudeError(AidlcError):
    """Claude gave no usable answer; exit status 75 where trying again may help, else 1."""

    def __init__(self, code: str, message: str, *, request: str | None = None, passing: bool = False) -> None:
        """Keep the stable `code` (`refused`, `truncated`, …) and the provider's `request` id."""
        super().__init__(f"{message}{f' (request {request})' if request else ''}")
        self.code = code
        self.request = request
        self.exit_status = TRY_AGAIN if passing else 1


def translate(sdk: ModuleType, error: Exception) -> ClaudeError | None:
    """Return our error for one of the SDK's, `None` for what isn't about the request.

    The cause of a connection error can quote the key, so neither it nor its chain is kept. Raised again `from None`.
    """
    if isinstance(error, sdk.APITimeoutError):
        return ClaudeError("timeout", "Claude didn't answer in time. Run again.", passing=True)
    if isinstance(error, sdk.APIConnectionError):
        kind = type(error.__cause__ or error).__name__
        return ClaudeError(
            "network", f"Claude can't be reached ({kind}). Check the network and the address.", passing=True
        )
    if isinstance(error, sdk.APIStatusError):
        return _status(sdk, error)
    if isinstance(
        error, (json.JSONDecodeError, AttributeError, AssertionError, sdk.APIResponseValidationError)
    ):
        message = (
            "What answered isn't Claude: a proxy's page, or a cut answer. Check the address and run again."
        )
        return ClaudeError("bad-answer", message, passing=True)
    if isinstance(error, sdk.AnthropicError):
        return ClaudeError("sdk", f"The Anthropic SDK gave up ({type(error).__name__}). Run again.")
    return None


def _status(sdk: ModuleType, error: Exception) -> ClaudeError:
    """What a status, or an error in the middle of a stream (its status is 200), means and what to do."""
    kind = str(getattr(error, "type", None) or f"http_{getattr(error, 'status_code', 0)}")
    request = getattr(error, "request_id", None)
    if isinstance(error, sdk.AuthenticationError):
        return ClaudeError(
            "credentials", "The credentials were refused. Check the key or the role.", request=request
        )
    if isinstance(error, sdk.PermissionDeniedError):
        return ClaudeError("permission", "These credentials may not use this model.", request=request)
    if isinstance(error, sdk.NotFoundError):
        return ClaudeError("no-model", "There is no such model or address. Check `model`.", request=request)
    if kind == "rate_limit_error":
        return ClaudeError(
            "rate-limited", "The rate limit is reached. Run again later.", request=request, passing=True
        )
    if kind == "overloaded_error":
        return ClaudeError(
            "overloaded", "Claude is overloaded. Run again later.", request=request, passing=True
        )
    if kind == "billing_error":
        return ClaudeError("billing", "The account can't be billed. Look at its plan.", request=request)
    passing = kind in _PASSING or getattr(error, "status_code", 0) >= 500
    return ClaudeError(
        "refused-request", f"Claude refused the request ({kind}).", request=request, passing=passing
    )
