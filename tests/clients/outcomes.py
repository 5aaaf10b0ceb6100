"""What came of one client."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Result = Literal["passed", "failed", "not run"]


@dataclass(frozen=True)
class Outcome:
    """One row of the table: `protocol` is what was negotiated on the wire, `did` what the client asked there."""

    client: str
    version: str
    transport: str
    protocol: str
    did: str
    result: Result
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The row for programs."""
        return asdict(self)


def judged(
    client: str, version: str, transport: str, protocol: str, did: str, faults: Sequence[str]
) -> Outcome:
    """The outcome of a client that ran: it passed where nothing was at fault."""
    result: Result = "failed" if faults else "passed"
    return Outcome(client, version, transport, protocol, did, result, tuple(faults))


def not_run(client: str, version: str, transport: str, reason: str) -> Outcome:
    """The outcome of a client that could not be installed or started: neither passed nor failed."""
    return Outcome(client, version, transport, "", "", "not run", (reason,))
