"""A question to Claude with a typed answer: streamed, its stop reason read before its text, asked again once to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from pydantic import BaseModel

from aidlc.adapters.claude.answers import ask_to_mend, check_stop, read_answer
from aidlc.adapters.claude.client import make_client
from aidlc.adapters.claude.errors import ClaudeError, translate
from aidlc.adapters.claude.settings import ClaudeSettings, Provider
from aidlc.domain.drafts.pricing import NOTHING, Usage, cost_of, most_it_can_cost, say_cost

if TYPE_CHECKING:
    from anthropic.types import Message, MessageParam, TextBlockParam

Shape = TypeVar("Shape", bound=BaseModel)

MOST_WRITTEN: Final = 16_000
"""Tokens of one answer, thinking included; doubled once where an answer was cut."""

_CHARACTERS_A_TOKEN: Final = (
    3  # where the provider can't count: fewer than the usual four, so that limits hold
)


@dataclass(frozen=True, slots=True)
class Reply(Generic[Shape]):
    """A usable answer, and what it took."""

    value: Shape
    usage: Usage
    cost: Decimal | None
    """US dollars; `None`: the model's price isn't known."""
    model: str
    """As the service names it."""
    requests: tuple[str, ...]
    """The service's ids of the requests."""


@dataclass(slots=True)
class Conversation:
    """Asks Claude, and keeps count of what it costs. Not for several threads at once."""

    settings: ClaudeSettings
    spent: Decimal | None = Decimal(0)
    """US dollars so far; `None` once a price isn't known."""
    usage: Usage = NOTHING
    _client: Any = field(default=None, repr=False)

    def ask(
        self,
        shape: type[Shape],
        *,
        system: str,
        user: Sequence[str],
        check: Callable[[Shape], Iterable[str]] = lambda _: (),
        progress: Callable[[int], None] = lambda _: None,
    ) -> Reply[Shape]:
        """Return an answer of `shape` that `check` has nothing against; asked once more with what is wrong named.

        `system` is the same for all questions of a run, so that it is read from the cache; `user` are the parts of the
        question. `check` returns complaints, one sentence each. `progress` is told the characters of the answer so
        far. Raises `ClaudeError`, also before a call that could cost more than is left.
        """
        messages: list[MessageParam] = [
            {"role": "user", "content": [{"type": "text", "text": part} for part in user]}
        ]
        tally, requests, limit, mended = _Tally(), [], MOST_WRITTEN, False
        while True:
            message, request = self._stream(shape, system, messages, limit, progress, tally)
            requests += [request] if request else []
            if message.stop_reason == "max_tokens" and limit == MOST_WRITTEN:
                limit *= 2
                continue
            check_stop(message, request, limit)
            text = "".join(block.text for block in message.content if block.type == "text")
            value, complaints = read_answer(shape, text, check)
            if value is not None and not complaints:
                return Reply(value, tally.usage, tally.cost, message.model, tuple(requests))
            if mended:
                raise ClaudeError(
                    "unusable", f"The answer doesn't fit: {'; '.join(complaints)}", request=request
                )
            mended = True
            messages += [
                {"role": "assistant", "content": text or "(nothing)"},
                {"role": "user", "content": ask_to_mend(complaints)},
            ]

    def _stream(
        self,
        shape: type[BaseModel],
        system: str,
        messages: list[MessageParam],
        limit: int,
        progress: Callable[[int], None],
        tally: _Tally,
    ) -> tuple[Message, str | None]:
        """Send one request and read its whole answer; what it cost is added up even where it can't be used."""
        client = self._connect()
        import anthropic

        blocks: list[TextBlockParam] = [
            {"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}
        ]
        form = {"type": "json_schema", "schema": anthropic.transform_schema(shape.model_json_schema())}
        common: dict[str, Any] = {
            "model": self.settings.model,
            "system": blocks,
            "messages": messages,
            "output_config": {"effort": str(self.settings.effort), "format": form},
        }
        try:
            self._check_budget(common, limit)
            with client.messages.stream(max_tokens=limit, **common) as stream:
                length = 0
                for piece in stream.text_stream:
                    length += len(piece)
                    progress(length)
                message: Message = stream.get_final_message()
                request: str | None = stream.request_id
        except ClaudeError:
            raise
        except Exception as error:
            ours = translate(anthropic, error)
            if ours is None:
                raise
            raise ours from None
        self._count(message, tally)
        return message, request

    def _check_budget(self, common: dict[str, Any], limit: int) -> None:
        """Raise `ClaudeError` where the next request could cost more than is left, or where its price isn't known."""
        most = self.settings.max_cost
        if most is None:
            return
        prompt = self._prompt_tokens(common)
        worst = most_it_can_cost(self.settings.model, prompt, limit, attempts=1)
        if worst is None or self.spent is None:
            raise ClaudeError(
                "no-price",
                f"The price of {self.settings.model} isn't known, so max-cost-usd can't be kept. "
                "Leave the limit out, or use a model with a known price.",
            )
        if self.spent + worst > most:
            raise ClaudeError(
                "too-dear",
                f"The next step may cost {say_cost(worst)} beside the {say_cost(self.spent)} spent, more than the limit of "
                f"{say_cost(most)}. Raise max-cost-usd, or shorten the intent.",
            )

    def _prompt_tokens(self, common: dict[str, Any]) -> int:
        if self.settings.provider is Provider.ANTHROPIC:
            counted = self._client.messages.count_tokens(**common)
            return int(counted.input_tokens)
        return len(str(common)) // _CHARACTERS_A_TOKEN

    def _count(self, message: Message, tally: _Tally) -> None:
        used = message.usage
        details = used.output_tokens_details
        one = Usage(
            read=used.input_tokens,
            written=used.output_tokens,
            thinking=details.thinking_tokens if details else 0,
            stored=used.cache_creation_input_tokens or 0,
            cached=used.cache_read_input_tokens or 0,
        )
        cost = cost_of(self.settings.model, one)
        tally.add(one, cost)
        self.usage += one
        self.spent = None if cost is None or self.spent is None else self.spent + cost

    def _connect(self) -> Any:  # noqa: ANN401 -- one of the SDK's clients, whose calls are alike
        if self._client is None:
            self._client = make_client(self.settings)
        return self._client

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None


@dataclass(slots=True)
class _Tally:
    usage: Usage = NOTHING
    cost: Decimal | None = Decimal(0)

    def add(self, one: Usage, cost: Decimal | None) -> None:
        self.usage += one
        self.cost = None if cost is None or self.cost is None else self.cost + cost
