"""Where each record lies: paths to addresses and back. The only place that knows the folder's shape."""

from __future__ import annotations

import re
from typing import Final

from aidlc.domain.errors import InputError
from aidlc.domain.records import Address, Kind
from schemas.common import SLUG_MAX_LENGTH, SLUG_PATTERN

RECORDS: Final = "aidlc-records"
"""The records' folder at the repository's root, fixed in version 1."""

POLICY_PATH: Final = ".github/aidlc.yml"

_SLUG: Final = re.compile(SLUG_PATTERN.replace("$", r"\Z"))
_DIGEST12: Final = re.compile(r"[0-9a-f]{12}\Z")

_INCEPTION: Final = {
    f"{kind}.md": kind
    for kind in (
        Kind.INTENT,
        Kind.CONTEXT,
        Kind.QUESTIONS,
        Kind.PRFAQ,
        Kind.STORIES,
        Kind.NFRS,
        Kind.RISKS,
        Kind.MEASURES,
    )
}
_OF_UNIT: Final = {f"{kind}.md": kind for kind in (Kind.DOMAIN_DESIGN, Kind.LOGICAL_DESIGN, Kind.TESTS)}
_NAMED_OF_UNIT: Final = {"adr": Kind.ADR, "bolts": Kind.BOLT}
_NAMED_OF_OPERATION: Final = {"deployment-units": Kind.DEPLOYMENT_UNIT, "releases": Kind.RELEASE}


def is_slug(text: str) -> bool:
    """Whether `text` is an identifier: lower-case ASCII letters, digits, single hyphens, at most 64 characters."""
    return len(text) <= SLUG_MAX_LENGTH and _SLUG.match(text) is not None


def address_of(path: str) -> Address | None:
    """The record that `path` (relative to the repository's root, with `/`) is; None when it is no known record."""
    match path.split("/"):
        case [root, intent, *rest] if root == RECORDS and is_slug(intent):
            return _address_in(intent, rest)
        case _:
            return None


def _address_in(intent: str, rest: list[str]) -> Address | None:
    match rest:
        case ["inception", file] if file in _INCEPTION:
            return Address(_INCEPTION[file], intent)
        case ["inception", "units", file] if name := _named(file):
            return Address(Kind.UNIT, intent, name=name)
        case ["construction", unit, file] if is_slug(unit) and file in _OF_UNIT:
            return Address(_OF_UNIT[file], intent, unit)
        case ["construction", unit, folder, file] if is_slug(unit) and folder in _NAMED_OF_UNIT:
            name = _named(file)
            return Address(_NAMED_OF_UNIT[folder], intent, unit, name) if name else None
        case ["operation", folder, file] if folder in _NAMED_OF_OPERATION:
            name = _named(file)
            return Address(_NAMED_OF_OPERATION[folder], intent, name=name) if name else None
        case ["approvals", file] if _DIGEST12.match(file.removesuffix(".json")) and file.endswith(".json"):
            return Address(Kind.APPROVAL, intent, name=file.removesuffix(".json"))
        case _:
            return None


def _named(file: str) -> str:
    name = file.removesuffix(".md")
    return name if file.endswith(".md") and is_slug(name) else ""


def path_of(address: Address) -> str:
    """The path of `address`, relative to the repository's root.

    Raises `InputError` unless every identifier in it is one and exactly those are given that its kind has: no path
    is ever built from anything else.
    """
    at, kind = address, address.kind
    if kind in _INCEPTION.values():
        rest = f"inception/{kind}.md"
    elif kind is Kind.UNIT:
        rest = f"inception/units/{at.name}.md"
    elif kind in _OF_UNIT.values():
        rest = f"construction/{at.unit}/{kind}.md"
    elif kind is Kind.APPROVAL:
        rest = f"approvals/{at.name}.json"
    elif kind in _NAMED_OF_UNIT.values():
        folder = next(name for name, of in _NAMED_OF_UNIT.items() if of is kind)
        rest = f"construction/{at.unit}/{folder}/{at.name}.md"
    else:
        folder = next(name for name, of in _NAMED_OF_OPERATION.items() if of is kind)
        rest = f"operation/{folder}/{at.name}.md"
    path = f"{RECORDS}/{at.intent}/{rest}"
    if address_of(path) != address:
        ids = ", ".join(repr(part) for part in (at.intent, at.unit, at.name) if part) or "nothing"
        raise InputError(
            f"No {kind} record can be named by {ids}: identifiers are lower-case letters, digits and single hyphens, "
            f"at most {SLUG_MAX_LENGTH} characters, like `check-in`. Give such an identifier for each part."
        )
    return path


def bolt_reference(address: Address) -> str:
    """The full reference `intent/unit/bolt` of a Bolt's address."""
    return f"{address.intent}/{address.unit}/{address.name}"


def bolt_address(reference: str) -> Address | None:
    """The address of the Bolt that `intent/unit/bolt` names; None when it isn't such a reference."""
    match reference.split("/"):
        case [intent, unit, bolt] if is_slug(intent) and is_slug(unit) and is_slug(bolt):
            return Address(Kind.BOLT, intent, unit, bolt)
        case _:
            return None


def intent_folder(intent: str, phase: str = "") -> str:
    """The folder of an intent, or of one phase of it, with a final `/`."""
    return f"{RECORDS}/{intent}/{phase}/" if phase else f"{RECORDS}/{intent}/"
