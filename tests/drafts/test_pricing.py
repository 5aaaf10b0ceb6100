"""What a call cost, what it can cost at most, and that an unknown price is unknown."""

from decimal import Decimal

import pytest

from aidlc.domain.drafts.pricing import NOTHING, Usage, cost_of, most_it_can_cost, price_of, say_cost

OPUS = "claude-opus-5-5"


def test_each_kind_of_token_has_its_price() -> None:
    usage = Usage(read=1_000_000, written=1_000_000, thinking=500_000, stored=1_000_000, cached=1_000_000)

    assert cost_of(OPUS, usage) == Decimal(4) + Decimal(20) + Decimal(5) + Decimal("0.20")


def test_long_prompt_of_the_small_model_costs_five_times_as_much() -> None:
    short, long = Usage(read=100_000), Usage(read=99_999, cached=2)

    assert cost_of("claude-haiku-5-5", short) == Decimal("0.01")
    assert cost_of("claude-haiku-5-5", long) == Decimal("0.0499995") + Decimal("0.0000001")


@pytest.mark.parametrize(
    "model",
    [OPUS, f"anthropic.{OPUS}", f"us.anthropic.{OPUS}", f"eu.anthropic.{OPUS}-v1:0", f"{OPUS}@latest"],
)
def test_providers_names_have_the_same_price(model: str) -> None:
    assert price_of(model) == price_of(OPUS) is not None


def test_unknown_model_has_no_price() -> None:
    assert cost_of("claude-of-tomorrow", Usage()) is None
    assert most_it_can_cost("claude-of-tomorrow", 1, 1) is None
    assert say_cost(None) == "unknown"


def test_most_it_can_cost_is_all_stored_and_all_written_each_time() -> None:
    assert most_it_can_cost(OPUS, 12_000, 16_000) == Decimal("0.38")
    assert most_it_can_cost(OPUS, 12_000, 16_000, attempts=2) == Decimal("0.76")


def test_usage_adds_up() -> None:
    assert NOTHING + Usage(read=1, written=2) + Usage(thinking=3) == Usage(
        calls=2, read=1, written=2, thinking=3
    )
    assert say_cost(Decimal("0.07461")) == "$0.0746"
