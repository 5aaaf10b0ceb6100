"""What a model's tokens cost: a dated table of list prices, and the most that a call can cost before it is made.

An estimate, always: cloud providers bill differently, and prices change. A model that isn't listed has no price, which is
not the same as a price of nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from aidlc.domain.facts import Frozen

AS_OF: Final = "2026-11-23"
_MILLION: Final = Decimal(1_000_000)


class Price(Frozen):
    """US dollars for a million tokens."""

    read: Decimal
    """Of the prompt, uncached."""
    written: Decimal
    """Of the answer, thinking included."""
    cached: Decimal
    """Of the prompt, read from the cache."""
    long_over: int | None = None
    """A prompt of more tokens than this costs `long_factor` times as much."""
    long_factor: Decimal = Decimal(1)

    @property
    def stored(self) -> Decimal:
        """Of the prompt, written to the cache for five minutes."""
        return self.read * Decimal("1.25")


def _price(read: str, written: str, cached: str) -> Price:
    return Price(read=Decimal(read), written=Decimal(written), cached=Decimal(cached))


PRICES: Final[dict[str, Price]] = {
    "claude-fable-5-2": _price("8", "40", "0.80"),
    "claude-opus-5-5": _price("4", "20", "0.20"),
    "claude-sonnet-5-5": _price("2", "10", "0.10"),
    "claude-haiku-5-5": Price(
        read=Decimal("0.10"),
        written=Decimal("0.50"),
        cached=Decimal("0.01"),
        long_over=100_000,
        long_factor=Decimal(5),
    ),
}
"""List prices of the Claude API on the day `AS_OF` (platform.claude.com, models overview)."""


class Usage(Frozen):
    """Tokens of one call, or of several added up."""

    calls: int = 1
    read: int = 0
    written: int = 0
    thinking: int = 0
    """Part of `written`."""
    stored: int = 0
    cached: int = 0

    @property
    def prompt(self) -> int:
        """All tokens of the prompt."""
        return self.read + self.stored + self.cached

    def __add__(self, other: Usage) -> Usage:
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in Usage.model_fields})


NOTHING: Final = Usage(calls=0)


def price_of(model: str) -> Price | None:
    """Return the price of a model by its id, also with a provider's prefix (`us.anthropic.claude-opus-5-5`)."""
    return PRICES.get(model.rpartition("anthropic.")[2].partition("@")[0].removesuffix("-v1:0"))


def cost_of(model: str, usage: Usage) -> Decimal | None:
    """Return US dollars for one call, `None` where the price isn't known."""
    price = price_of(model)
    if price is None:
        return None
    parts = (
        usage.read * price.read,
        usage.stored * price.stored,
        usage.cached * price.cached,
        usage.written * price.written,
    )
    return sum(parts, Decimal(0)) * _factor(price, usage.prompt) / _MILLION


def most_it_can_cost(model: str, prompt: int, most_written: int, attempts: int = 1) -> Decimal | None:
    """Return the most that a call can cost: all of the prompt stored, all of the answer used, every attempt billed."""
    price = price_of(model)
    if price is None:
        return None
    once = (prompt * price.stored + most_written * price.written) * _factor(price, prompt) / _MILLION
    return once * attempts


def say_cost(cost: Decimal | None) -> str:
    """Return a sum for people: `$0.0746`, or `unknown`."""
    return "unknown" if cost is None else f"${cost:.4f}"


def _factor(price: Price, prompt: int) -> Decimal:
    return price.long_factor if price.long_over is not None and prompt > price.long_over else Decimal(1)
