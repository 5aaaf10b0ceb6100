"""The article's example, read from `examples/event-management` and handed to the tools as an assistant would."""

from __future__ import annotations

from typing import Any, Final

from aidlc.adapters.codec import decode
from aidlc.domain.records import Kind, RecordFile
from demo.stage import PROJECT
from schemas.records import Questions, Unit

INTENT: Final = "event-management"
UNIT: Final = "check-in"
ARTEFACTS: Final = (Kind.PRFAQ, Kind.STORIES, Kind.NFRS, Kind.RISKS, Kind.MEASURES)


class Example:
    """The records of the example as tool arguments."""

    def __init__(self) -> None:
        """Read every file of the example's inception and construction."""
        root = PROJECT / "examples/event-management"
        paths = sorted((root / "aidlc-records" / INTENT).rglob("*.md"))
        self.files = [decode(path.relative_to(root).as_posix(), path.read_bytes()) for path in paths]

    def one(self, kind: Kind) -> RecordFile:
        """Return the first record of a kind."""
        return next(file for file in self.files if file.address.kind is kind)

    def fields(self, file: RecordFile) -> dict[str, Any]:
        """Return a record's front matter without its schema and without what is default."""
        return file.record.model_dump(mode="json", by_alias=True, exclude={"schema_"}, exclude_defaults=True)

    def intent(self) -> dict[str, Any]:
        """Return the arguments of record_intent."""
        file = self.one(Kind.INTENT)
        return {"intent": INTENT, "title": self.fields(file)["title"], "body": file.body}

    def questions(self, *, answered: bool) -> list[dict[str, Any]]:
        """Return the clarifying questions, with or without the answers that a human gave."""
        record = self.one(Kind.QUESTIONS).record
        if not isinstance(record, Questions):
            raise TypeError(record)
        left_out = set() if answered else {"answer", "answered_by"}
        return [
            each.model_dump(mode="json", exclude_defaults=True, exclude=left_out) for each in record.questions
        ]

    def units(self) -> list[dict[str, Any]]:
        """Return the Units, without the Bolts they suggest."""
        files = [file for file in self.files if file.address.kind is Kind.UNIT]
        return [
            {"id": file.address.name, **_without(self.fields(file), "bolts"), "body": file.body}
            for file in files
        ]

    def bolts(self, unit: str) -> list[dict[str, Any]]:
        """Return the Bolts that a Unit suggests."""
        file = next(
            each for each in self.files if each.address.kind is Kind.UNIT and each.address.name == unit
        )
        if not isinstance(file.record, Unit):
            raise TypeError(file.record)
        return [each.model_dump(mode="json", exclude_defaults=True) for each in file.record.bolts]


def _without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key not in names}
