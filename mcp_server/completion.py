"""Completion of the ids that resource templates and prompts ask for: what is recorded, nothing else is offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from anyio.to_thread import run_sync
from mcp.server import MCPServer
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from aidlc.domain.errors import AidlcError
from aidlc.domain.layout import address_of
from mcp_server.site import Site

if TYPE_CHECKING:
    from aidlc.domain.records import Address

_MOST: Final = 100
"""Values of one answer, as the protocol limits them."""

_NAMED: Final = {
    "adr": "adr",
    "bolt": "bolt",
    "deployment_unit": "deployment-unit",
    "release": "release",
    "approval": "approval",
}
"""Argument to the kind of record whose name it is."""


def register_completion(server: MCPServer[Any], site: Site) -> None:
    """Complete the arguments of every template and prompt of `server`."""

    async def _complete(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion:
        reference = ref.name if isinstance(ref, PromptReference) else ref.uri
        given = (context.arguments if context is not None else None) or {}
        return await run_sync(complete, site, reference, argument.name, argument.value, given)

    server.completion()(_complete)  # type: ignore[no-untyped-call] # the SDK's decorator has no types


def complete(site: Site, reference: str, argument: str, typed: str, given: Mapping[str, str]) -> Completion:
    """What argument `argument` may be so that it begins with `typed`, in alphabetical order.

    `reference` is the template's URI or the prompt's name; `given` holds what was chosen before: a Unit is sought in the
    Intent chosen, a Bolt in the Unit. Nothing is offered for an argument that isn't an id, and outside of a repository.
    """
    values = sorted(value for value in _values(site, reference, argument, given) if value.startswith(typed))
    return Completion(values=values[:_MOST], total=len(values), has_more=len(values) > _MOST)


def _values(site: Site, reference: str, argument: str, given: Mapping[str, str]) -> set[str]:
    if argument == "kind":
        from schemas.json_schema import all_kinds

        return set(all_kinds())
    if argument not in {"intent", "unit", "artefact", *_NAMED}:
        return set()
    try:
        marks = site.open().ledger.marks()
    except AidlcError:
        return set()
    addresses = [address for path in marks if (address := address_of(path)) is not None]
    if argument == "intent":
        return {address.intent for address in addresses}
    chosen = [
        address
        for address in addresses
        if given.get("intent", address.intent) == address.intent
        and (not given.get("unit") or given["unit"] == _unit(address))
    ]
    if argument == "unit":
        return {unit for address in chosen if (unit := _unit(address))}
    if argument == "artefact":
        part = "/construction/" if "/construction/" in reference else "/inception/"
        return {str(address.kind) for address in chosen if not address.name and _part(address) == part}
    return {address.name for address in chosen if address.kind == _NAMED[argument]}


def _unit(address: Address) -> str:
    return address.unit or (address.name if address.kind == "unit" else "")


def _part(address: Address) -> str:
    return "/construction/" if address.unit else "/inception/"
