"""Completion offers the ids that are recorded."""

from pathlib import Path
from typing import get_args

import pytest
from mcp import Client
from mcp.types import Completion, PromptReference, ResourceTemplateReference

from mcp_server.resources import Shelf
from tests.mcp_server.assistant import Assistant, Mode
from tests.mcp_server.shop import record_inception
from tests.mcp_server.test_resources import ask

TEMPLATES = {template.name: template.uri_template for template in Shelf.templates()}


def offered(
    root: Path, template: str, argument: str, typed: str = "", mode: Mode = "auto", **given: str
) -> Completion:
    async def _complete(client: Client) -> Completion:
        reference = ResourceTemplateReference(type="ref/resource", uri=TEMPLATES[template])
        return (await client.complete(reference, {"name": argument, "value": typed}, given)).completion

    return ask(root, mode, _complete)


@pytest.fixture
def shop(assistant: Assistant) -> Assistant:
    record_inception(assistant)
    assistant.call("record_intent", intent="bakery", title="A bakery", body="Bake.")
    assistant.call("record_units", intent="bakery", units=[{"id": "oven", "title": "Oven"}])
    for path in ("shop/construction/cart/bolts/add.md", "bakery/construction/oven/bolts/heat.md"):
        file = assistant.root / "aidlc-records" / path
        file.parent.mkdir(parents=True)
        file.write_text("cut", encoding="utf-8")
    return assistant


@pytest.mark.parametrize("mode", get_args(Mode))
def test_ids_are_offered_by_what_was_typed_and_chosen_before(shop: Assistant, mode: Mode) -> None:
    assert offered(shop.root, "bolt", "intent", mode=mode).values == ["bakery", "shop"]
    assert offered(shop.root, "bolt", "intent", "s", mode=mode).values == ["shop"]
    assert offered(shop.root, "bolt", "unit", mode=mode, intent="shop").values == ["cart"]
    assert offered(shop.root, "bolt", "unit", mode=mode).values == ["cart", "oven"]
    assert offered(shop.root, "bolt", "bolt", mode=mode, intent="bakery", unit="oven").values == ["heat"]
    assert offered(shop.root, "bolt", "bolt", mode=mode, intent="bakery", unit="cart").values == []


def test_kinds_and_artefacts_are_offered(shop: Assistant) -> None:
    assert offered(shop.root, "schema", "kind", "de").values == ["deployment-unit"]
    assert offered(shop.root, "inception", "artefact", "m", intent="shop").values == ["measures"]
    assert offered(shop.root, "design", "artefact", intent="shop", unit="cart").values == []


def test_argument_of_a_prompt_is_completed_by_its_name(shop: Assistant) -> None:
    async def _complete(client: Client) -> Completion:
        prompt = PromptReference(type="ref/prompt", name="any")
        return (await client.complete(prompt, {"name": "unit", "value": "c"}, {"intent": "shop"})).completion

    assert ask(shop.root, "auto", _complete).values == ["cart"]


def test_hundred_values_at_most_and_that_there_are_more(repository: Path) -> None:
    for number in range(130):
        folder = repository / f"aidlc-records/intent-{number:03}/inception"
        folder.mkdir(parents=True)
        (folder / "intent.md").write_text("", encoding="utf-8")
    told = offered(repository, "bolt", "intent")
    assert (len(told.values), told.total, told.has_more) == (100, 130, True)


def test_nothing_is_offered_for_what_is_no_id_and_outside_of_a_repository(
    shop: Assistant, tmp_path: Path
) -> None:
    assert offered(shop.root, "board", "page").values == []
    assert offered(tmp_path, "bolt", "intent").values == []
