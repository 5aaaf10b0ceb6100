"""A client of the Anthropic SDK for the configured provider, made so that no secret shows and no wait is endless."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Final

from aidlc.adapters.claude.settings import ClaudeSettings, Provider
from aidlc.domain.errors import InputError

if TYPE_CHECKING:
    from anthropic import Anthropic, AnthropicBedrock

LONGEST_WAIT: Final = 60.0
"""Seconds. A service that asks for more is told goodbye; the SDK itself would sleep for an hour."""

_KEYS: Final = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "AWS_BEARER_TOKEN_BEDROCK")
_FEDERATION: Final = ("ANTHROPIC_FEDERATION_RULE_ID", "ANTHROPIC_ORGANIZATION_ID")


def make_client(
    settings: ClaudeSettings, environ: MutableMapping[str, str] | None = None
) -> Anthropic | AnthropicBedrock:
    """Return a client; the SDK reads its secrets from the environment, which is tidied first. Raises `InputError`."""
    environ = os.environ if environ is None else environ
    tidy(environ)
    check_credentials(settings, environ)
    try:
        import anthropic
    except ModuleNotFoundError as error:
        if error.name != "anthropic":
            raise
        raise InputError(
            "The Anthropic SDK isn't installed with this aidlc. Install `aidlc[draft]`."
        ) from None
    common: dict[str, Any] = {
        "timeout": settings.timeout,
        "max_retries": settings.retries,
        "middleware": [refuse_long_waits],
    }
    if settings.provider is Provider.BEDROCK:
        return anthropic.AnthropicBedrock(aws_region=settings.region, **common)
    return anthropic.Anthropic(**common)


def tidy(environ: MutableMapping[str, str]) -> None:
    """Take out empty variables of the SDKs, and the white space around keys, in place.

    An input that nobody gave arrives empty, and an empty address is one that can't be reached. A line feed behind a key
    becomes an error whose traceback prints the key.
    """
    for name in [name for name in environ if name.startswith(("ANTHROPIC_", "AWS_"))]:
        value = environ[name].strip()
        if not value:
            del environ[name]
        elif value != environ[name]:
            environ[name] = value


def check_credentials(settings: ClaudeSettings, environ: MutableMapping[str, str]) -> None:
    """Raise `InputError` where no request could be signed; the SDK itself would say so as a `TypeError`, and late."""
    for name in _KEYS:
        value = environ.get(name, "")
        if not value.isascii() or not value.isprintable():  # an empty one is both
            raise InputError(f"{name} holds characters that no key has. Copy the key again.")
    if settings.provider is Provider.BEDROCK:
        return  # AWS has a chain of its own, which says what it looked for
    token = environ.get("ANTHROPIC_IDENTITY_TOKEN") or environ.get("ANTHROPIC_IDENTITY_TOKEN_FILE")
    federated = token and all(environ.get(name) for name in _FEDERATION)
    if not (environ.get("ANTHROPIC_API_KEY") or environ.get("ANTHROPIC_AUTH_TOKEN") or federated):
        raise InputError(
            "There are no credentials for Claude: set ANTHROPIC_API_KEY, or the federation rule and organisation for "
            "keyless access, or choose the provider bedrock."
        )


def refuse_long_waits(request: Any, call_next: Callable[[Any], Any]) -> Any:  # noqa: ANN401 -- the SDK's own objects
    """Middleware of the SDK: an answer that asks for more than `LONGEST_WAIT` isn't waited for."""
    answer = call_next(request)
    response = answer.http_response
    if not response.is_success:
        try:
            wait = float(response.headers.get("retry-after", "0"))
        except ValueError:
            wait = 0.0
        if wait > LONGEST_WAIT:
            response.headers["x-should-retry"] = "false"  # the SDK obeys it
    return answer
