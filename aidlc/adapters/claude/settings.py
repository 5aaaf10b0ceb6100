"""Which provider, model and limits a draft uses, read from the environment; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict

from aidlc.domain.errors import InputError


class Provider(StrEnum):
    """Who answers: the Claude API itself, or Amazon Bedrock."""

    ANTHROPIC = "anthropic"
    BEDROCK = "bedrock"


class Effort(StrEnum):
    """How much the model thinks (docs.claude.com, effort)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


MODELS: Final = {
    Provider.ANTHROPIC: "claude-opus-5-5",
    Provider.BEDROCK: "us.anthropic.claude-opus-5-5",
}
"""The model where none is named."""

_LONGEST: Final = 200

_Choice = TypeVar("_Choice", bound=StrEnum)


class ClaudeSettings(BaseModel):
    """How Claude is asked. No secret is kept here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Provider = Provider.ANTHROPIC
    model: str = MODELS[Provider.ANTHROPIC]
    effort: Effort = Effort.MEDIUM
    max_cost: Decimal | None = None
    """US dollars for the whole run; `None`: no limit."""
    region: str = ""
    """Of AWS, for Bedrock."""
    timeout: float = 600.0
    """Seconds for one request."""
    retries: int = 3
    """How often a request that failed for a passing reason is sent again."""


def read_settings(environ: Mapping[str, str]) -> ClaudeSettings:
    """Return the settings that AIDLC_PROVIDER, AIDLC_MODEL, AIDLC_EFFORT, AIDLC_MAX_COST_USD and AWS_REGION say.

    A variable that is empty counts as unset: so an action's input arrives that nobody gave. Raises `InputError`.
    """
    given = {name: environ.get(name, "").strip() for name in environ if name.startswith(("AIDLC_", "AWS_"))}
    provider = _choice(Provider, given.get("AIDLC_PROVIDER", ""), "provider", Provider.ANTHROPIC)
    model = given.get("AIDLC_MODEL", "") or MODELS[provider]
    if not model.isascii() or not model.isprintable() or " " in model or len(model) > _LONGEST:
        raise InputError("The model's name is unusable: give an id such as `claude-opus-5-5`.")
    region = given.get("AWS_REGION", "") or given.get("AWS_DEFAULT_REGION", "")
    if provider is Provider.BEDROCK and not region:
        raise InputError("Bedrock needs a region: set AWS_REGION, or let the AWS credentials action set it.")
    return ClaudeSettings(
        provider=provider,
        model=model,
        effort=_choice(Effort, given.get("AIDLC_EFFORT", ""), "effort", Effort.MEDIUM),
        max_cost=_dollars(given.get("AIDLC_MAX_COST_USD", "")),
        region=region,
        timeout=_number(given.get("AIDLC_TIMEOUT", ""), "timeout", 600.0, 3600.0),
        retries=int(_number(given.get("AIDLC_RETRIES", ""), "retries", 3, 10, least=0)),
    )


def _choice(kind: type[_Choice], value: str, what: str, default: _Choice) -> _Choice:
    if not value:
        return default
    try:
        return kind(value)
    except ValueError:
        raise InputError(f"The {what} is one of {', '.join(kind)}.") from None


def _dollars(value: str) -> Decimal | None:
    if not value:
        return None
    try:
        dollars = Decimal(value)
    except InvalidOperation:
        dollars = Decimal("NaN")
    if not dollars.is_finite() or dollars <= 0:
        raise InputError("The limit max-cost-usd is a sum in US dollars above zero, such as 2.50.")
    return dollars


def _number(value: str, what: str, default: float, most: float, *, least: float = 0.1) -> float:
    if not value:
        return default
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not least <= number <= most:
        raise InputError(f"The {what} is a number from {least:g} to {most:g}.")
    return number
