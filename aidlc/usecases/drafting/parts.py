"""One part of a draft after the other: asked, checked by the records' own rules, and put on the branch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from pydantic import ValidationError

from aidlc.adapters.claude.conversation import Conversation
from aidlc.adapters.codec import encode
from aidlc.domain.drafts.checks import complaints_about
from aidlc.domain.drafts.pricing import Usage
from aidlc.domain.drafts.records import DraftedRecord, Place, clean, to_records
from aidlc.domain.drafts.untrusted import fence, make_readable
from aidlc.domain.drafts.wire import Wire
from aidlc.domain.errors import RecordProblems
from aidlc.domain.layout import RECORDS, path_of
from aidlc.domain.records import Kind
from aidlc.usecases.complaints import complaints as say_complaints
from aidlc.usecases.drafting.branch import DraftBranch
from prompts.drafting import render_body, render_question

_LONGEST = 100_000  # characters of one record in a question


class Progress(Protocol):
    """Whoever watches."""

    def part(self, name: str) -> None:
        """A part begins."""

    def written(self, characters: int) -> None:
        """So much of the answer is there."""

    def done(self, name: str, outcome: str) -> None:
        """A part is over."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a draft, and the kind of records that its answer becomes."""

    shape: type[Wire]
    kind: Kind


@dataclass(frozen=True, slots=True)
class PartReport:
    """What became of a part: `drafted`, `kept` (it was there), or `edited` (people changed it)."""

    name: str
    outcome: str
    model: str = ""
    prompt: str = ""
    """The first twelve digits of the SHA-256 of what was asked, without the words of the issue."""
    usage: Usage | None = None
    cost: Decimal | None = None
    requests: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(slots=True)
class Drafter:
    """Drafts parts for one place; what it did is in `reports`."""

    talk: Conversation
    branch: DraftBranch
    place: Place
    system: str
    words: Sequence[tuple[str, str]]
    """What people said, with its source: fenced before a model reads it."""
    nonce: str
    progress: Progress
    reports: list[PartReport] = field(default_factory=list)

    def draft(self, part: Part, *, again: bool) -> None:
        """Draft `part` unless it is there, or people changed it; `again`: also what an earlier run drafted.

        Raises `ClaudeError`; nothing of a part is put on the branch before all of it is checked.
        """
        name, present = str(part.kind), self._present(part.kind)
        edited = self._edited(part.kind)
        if edited or (present and (not again or present & self.branch.landed)):
            outcome = "edited" if edited else "kept"
            self.reports.append(PartReport(name, outcome))
            self.progress.done(name, outcome)
            return
        self.progress.part(name)
        instruction = render_question(part.shape.__name__)
        reply = self.talk.ask(
            part.shape,
            system=self.system,
            user=[*self._material(), instruction],
            check=self._complaints,
            progress=self.progress.written,
        )
        answer, removed = clean(reply.value)
        drafted = {path_of(one.address): _encode(one) for one in to_records(answer, self.place)}
        for path in present - drafted.keys():
            self.branch.put(path, None)
        for path, content in drafted.items():
            self.branch.put(path, content)
        self.reports.append(
            PartReport(
                name=name,
                outcome="drafted",
                model=reply.model,
                prompt=_digest(self.system, instruction, part.shape),
                usage=reply.usage,
                cost=reply.cost,
                requests=reply.requests,
                removed=removed,
            )
        )
        self.progress.done(name, "drafted")

    def _material(self) -> list[str]:
        """What people said and the records so far, each fenced."""
        said = [fence(text, source, self.nonce) for source, text in self.words if text]
        records = [fence(self._read(path), path, self.nonce) for path in sorted(self._readable())]
        return [*said, *records]

    def _read(self, path: str) -> str:
        """A record as people see it: on this branch they may have written what a page hides."""
        return make_readable((self.branch.content(path) or b"").decode("utf-8", "replace"), _LONGEST).text

    def _readable(self) -> Iterator[str]:
        """The Intent's inception, and what there is of the Unit; not the Intent's other Units' designs."""
        folder = f"{RECORDS}/{self.place.intent}"
        yield from self.branch.paths(f"{folder}/inception/")
        if self.place.unit:
            yield from self.branch.paths(f"{folder}/construction/{self.place.unit}/")

    def _present(self, kind: Kind) -> frozenset[str]:
        unit = self.place.unit if kind in {Kind.DOMAIN_DESIGN, Kind.LOGICAL_DESIGN, Kind.ADR} else None
        return frozenset(file.path for file in self.branch.tree().of(kind, self.place.intent, unit))

    def _edited(self, kind: Kind) -> bool:
        """Whether people changed a record of this kind, or removed one: then all of them are theirs."""
        folder = _folder(kind, self.place)
        return any(path == folder or path.startswith(f"{folder}/") for path in self.branch.edited)

    def _complaints(self, answer: Wire) -> Iterable[str]:
        try:
            cleaned, _ = clean(answer)
            for one in to_records(cleaned, self.place):
                _encode(one)
        except ValidationError as error:
            return [f"{key}: {sentence}" for key, sentence in say_complaints(error)]
        except RecordProblems as error:
            return [str(problem) for problem in error.problems]
        return list(complaints_about(cleaned, self.branch.tree(), self.place.intent))


def _encode(drafted: DraftedRecord) -> bytes:
    return encode(drafted.record, f"\n{render_body(drafted.said)}")


def _folder(kind: Kind, place: Place) -> str:
    """The file of a kind, or the folder of one that has many."""
    root = f"{RECORDS}/{place.intent}"
    match kind:
        case Kind.UNIT:
            return f"{root}/inception/units"
        case Kind.ADR:
            return f"{root}/construction/{place.unit}/adr"
        case Kind.DOMAIN_DESIGN | Kind.LOGICAL_DESIGN:
            return f"{root}/construction/{place.unit}/{kind}.md"
        case _:
            return f"{root}/inception/{kind}.md"


def _digest(system: str, instruction: str, shape: type[Wire]) -> str:
    schema = json.dumps(shape.model_json_schema(), sort_keys=True)
    return hashlib.sha256(f"{system}\0{instruction}\0{schema}".encode()).hexdigest()[:12]
