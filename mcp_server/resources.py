"""The resources: records, policy, board and schemas, read by URI.

A URI is taken apart here and by the layout of the records, never by a path: what isn't a valid identifier in a known place
is no resource, so that nothing outside of the records can be named. The list stays short in a large repository: it holds the
board, the policy and the first Intents; templates and completion lead to everything else.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.types import Resource, ResourceTemplate

from aidlc.domain.errors import AidlcError, InputError
from aidlc.domain.layout import POLICY_PATH, RECORDS, address_of, intent_folder, is_slug
from mcp_server.site import Site

if TYPE_CHECKING:
    from aidlc.usecases.reading import Shown

SCHEME: Final = "aidlc://"
BOARD: Final = f"{SCHEME}board"
POLICY: Final = f"{SCHEME}policy"
_RECORDS: Final = f"{SCHEME}records/"
_MARKDOWN: Final = "text/markdown"
_MOST_INTENTS: Final = 25
_URI: Final = re.compile(r"aidlc://([a-z]+)((?:/[a-z0-9._-]+)*)(?:\?page=([1-9][0-9]{0,5}))?\Z")

_TEMPLATES: Final = {
    "board?": ("{?page}", "Where all Intents stand, a page at a time"),
    "board": ("/{intent}{?page}", "One Intent: its Units and Bolts with their states"),
    "inception": ("/{intent}/inception/{artefact}.md", "An artefact of inception"),
    "unit": ("/{intent}/inception/units/{unit}.md", "A Unit"),
    "design": ("/{intent}/construction/{unit}/{artefact}.md", "A Unit's design or test report"),
    "adr": ("/{intent}/construction/{unit}/adr/{adr}.md", "A decision"),
    "bolt": ("/{intent}/construction/{unit}/bolts/{bolt}.md", "A Bolt"),
    "deployment-unit": ("/{intent}/operation/deployment-units/{deployment_unit}.md", "A Deployment Unit"),
    "release": ("/{intent}/operation/releases/{release}.md", "A release"),
    "approval": ("/{intent}/approvals/{approval}.json", "Evidence of an approval"),
    "schema": ("/{kind}", "The JSON Schema of a kind of record"),
}


def uri_of(path: str) -> str:
    """The URI of the record at `path`, relative to the repository's root."""
    return _RECORDS + path.removeprefix(f"{RECORDS}/")


class Shelf:
    """The resources of one site; each request opens the repository anew."""

    def __init__(self, site: Site) -> None:
        """Keep the site."""
        self._site = site

    def listed(self) -> list[Resource]:
        """The board, the policy, and the board and record of each of the first Intents."""
        board = Resource(
            uri=BOARD,
            name="board",
            title="Board",
            description="Where all Intents stand.",
            mime_type=_MARKDOWN,
        )
        policy = Resource(
            uri=POLICY,
            name="policy",
            title="Policy",
            description=f"Who approves what: {POLICY_PATH}.",
            mime_type="application/yaml",
        )
        listed = [board, policy]
        for intent in self._intents()[:_MOST_INTENTS]:
            path = f"{intent_folder(intent, 'inception')}intent.md"
            listed += [
                Resource(uri=f"{BOARD}/{intent}", name=f"{intent}: board", mime_type=_MARKDOWN),
                Resource(uri=uri_of(path), name=f"{intent}: Intent", mime_type=_MARKDOWN),
            ]
        return listed

    @staticmethod
    def templates() -> list[ResourceTemplate]:
        """Every kind of resource that has parameters."""
        return [
            ResourceTemplate(
                uri_template=_base(name) + rest,
                name=name.removesuffix("?"),
                description=f"{told}.",
                mime_type="application/json" if name in {"schema", "approval"} else _MARKDOWN,
            )
            for name, (rest, told) in _TEMPLATES.items()
        ]

    def read(self, uri: str) -> list[ReadResourceContents]:
        """What `uri` names, and after it what a reader must know about it.

        Raises `ResourceNotFoundError` for what there isn't, `ResourceError` for what can't be read; both say what to do.
        """
        try:
            return self._read(uri)
        except InputError as error:
            raise ResourceNotFoundError(str(error)) from error
        except AidlcError as error:
            raise ResourceError(str(error)) from error

    def _read(self, uri: str) -> list[ReadResourceContents]:
        parts = _URI.match(uri)
        kind, rest = (parts[1], parts[2][1:]) if parts is not None else ("", "")
        page = int(parts[3] or 1) if parts is not None else 1
        paged = parts is not None and parts[3] is not None
        if kind == "board" and (not rest or is_slug(rest)):
            from aidlc.usecases.board import show_board, show_intent_board

            at = self._site.open()
            text = show_intent_board(at, rest, page) if rest else show_board(at, page)
            return [ReadResourceContents(text, _MARKDOWN)]
        if paged:
            raise _unknown(uri)
        if (kind, rest) == ("policy", ""):
            from aidlc.usecases.reading import show_policy

            return _contents(show_policy(self._site.open()), "application/yaml")
        if kind == "schemas":
            return [ReadResourceContents(_schema(uri, rest), "application/schema+json")]
        address = address_of(f"{RECORDS}/{rest}") if kind == "records" else None
        if address is None:
            raise _unknown(uri)
        from aidlc.usecases.reading import show_record

        shown = show_record(self._site.open(), address)
        return _contents(shown, "application/json" if rest.endswith(".json") else _MARKDOWN)

    def _intents(self) -> list[str]:
        from aidlc.domain.records import Kind

        try:
            marks = self._site.open().ledger.marks()
        except AidlcError:
            return []  # no repository yet: the list is no place to complain, reading is
        found = (address_of(path) for path in marks)
        return sorted(one.intent for one in found if one is not None and one.kind is Kind.INTENT)


def _base(template: str) -> str:
    if template in {"board", "board?"}:
        return BOARD
    return f"{SCHEME}schemas" if template == "schema" else _RECORDS.removesuffix("/")


def _contents(shown: Shown, mime_type: str) -> list[ReadResourceContents]:
    note = [ReadResourceContents(shown.note, "text/plain")] if shown.note else []
    return [ReadResourceContents(shown.text, mime_type), *note]


def _schema(uri: str, kind: str) -> str:
    from schemas.json_schema import all_kinds, build_schema

    if kind not in all_kinds():
        raise InputError(f"There is no {uri[:200]}. Kinds: {', '.join(all_kinds())}.")
    return json.dumps(build_schema(kind), indent=1, ensure_ascii=False)


def _unknown(uri: str) -> InputError:
    return InputError(
        f"There is no resource {uri[:200]!r}. There are {BOARD}, {BOARD}/INTENT, {POLICY}, {SCHEME}schemas/KIND, and "
        f"{_RECORDS}PATH for the path of a record below {RECORDS}/."
    )
