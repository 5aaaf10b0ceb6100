"""What was said between a client and our server, as the tee wrote it down."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_VERSION = "io.modelcontextprotocol/protocolVersion"
_CLIENT = "io.modelcontextprotocol/clientInfo"
# What a client says to be polite; the table tells what it asked.
_POLITE = frozenset({"initialize", "server/discover", "ping"})


@dataclass(frozen=True)
class Transcript:
    """The messages in their order, each with who said it."""

    entries: tuple[tuple[str, Mapping[str, Any]], ...]

    @classmethod
    def read(cls, path: Path) -> "Transcript":
        """What the tee wrote; empty when it never ran."""
        if not path.exists():
            return cls(())
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return cls(tuple((line["from"], line["message"]) for line in lines if line["from"] != "tee"))

    def said(self, who: str) -> list[Mapping[str, Any]]:
        """The messages of `client` or `server`."""
        return [message for speaker, message in self.entries if speaker == who]

    def protocol(self) -> str:
        """What was negotiated: the answer to `initialize`, or what each request of the modern era carries."""
        for message in self.said("server"):
            found = (message.get("result") or {}).get("protocolVersion")
            if found:
                return str(found)
        versions = [_meta(message).get(_VERSION) for message in self.said("client")]
        return str(next((version for version in versions if version), ""))

    def client(self) -> Mapping[str, Any]:
        """What the client says it is."""
        for message in self.said("client"):
            found = (message.get("params") or {}).get("clientInfo") or _meta(message).get(_CLIENT)
            if found:
                return dict(found)
        return {}

    def did(self) -> str:
        """What the client asked, in the order in which it first did, with how often."""
        asked = Counter(
            message["method"] for message in self.said("client") if "id" in message and "method" in message
        )
        told = [
            f"{method}{f' x{count}' if count > 1 else ''}"
            for method, count in asked.items()
            if method not in _POLITE
        ]
        return ", ".join(told) or "connected"

    def errors(self) -> list[str]:
        """The protocol errors that our server answered. A subscription ends with one when its connection is closed."""
        return [
            f"the server answered an error: {message['error']['message']}"
            for message in self.said("server")
            if "error" in message and not str(message.get("id")).startswith("listen:")
        ]


def _meta(message: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict((message.get("params") or {}).get("_meta") or {})


def join(transcripts: Iterable[Transcript]) -> Transcript:
    """Several conversations of one client as one."""
    return Transcript(tuple(entry for transcript in transcripts for entry in transcript.entries))
