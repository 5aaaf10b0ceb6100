"""An embedded GitHub on loopback, over a real git repository. It imports nothing else of ours.

`with EmbeddedGitHub(folder) as github:` gives REST at `github.api_url`, GraphQL at `github.graphql_url` and git at
`github.clone_url`. Needs the extra `emulator`.
"""

from aidlc.emulator import faults
from aidlc.emulator.clock import Clock
from aidlc.emulator.embedded import EmbeddedGitHub
from aidlc.emulator.faults import Fault
from aidlc.emulator.recording import Recorded
from aidlc.emulator.serving import serve
from aidlc.emulator.state import Pull, Repository, Review, User

__all__ = [
    "Clock",
    "EmbeddedGitHub",
    "Fault",
    "Pull",
    "Recorded",
    "Repository",
    "Review",
    "User",
    "faults",
    "serve",
]
