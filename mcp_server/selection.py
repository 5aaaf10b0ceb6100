"""Which tools are served: what the user who configures the server chose, by flag or environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aidlc.domain.errors import InputError

_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Selection:
    """What to serve; by default everything."""

    read_only: bool = False
    """Only tools that write nothing, whatever `tools` says."""
    tools: tuple[str, ...] | None = None
    """Only these; None: all."""

    def left_out(self, known: Mapping[str, bool]) -> dict[str, str]:
        """The tools that aren't served, each with the reason; `known` maps every tool's name to whether it only reads.

        Raises `InputError` for a name that no tool has, and where nothing would be left.
        """
        chosen = known if self.tools is None else self.tools
        unknown = [name for name in chosen if name not in known]
        if unknown:
            raise InputError(
                f"There is no tool {', '.join(f'`{name}`' for name in unknown)} to select with --tools or AIDLC_TOOLS. "
                f"Tools: {', '.join(known)}."
            )
        reasons = {
            name: "the server was started read-only (--read-only or AIDLC_READ_ONLY)"
            for name, reads in known.items()
            if self.read_only and not reads
        }
        reasons |= {
            name: "it isn't among the tools selected by --tools or AIDLC_TOOLS"
            for name in known
            if name not in chosen and name not in reasons
        }
        if len(reasons) == len(known):
            raise InputError(
                "No tool is left to serve: every tool that --tools or AIDLC_TOOLS names writes, and the server is "
                f"read-only. Name one of {', '.join(name for name, reads in known.items() if reads)}, or leave out "
                "--read-only."
            )
        return reasons


def read_selection(environ: Mapping[str, str], *, read_only: bool, tools: str | None) -> Selection:
    """The selection by flags, and by AIDLC_READ_ONLY and AIDLC_TOOLS where a flag says nothing. Raises `InputError`."""
    wished = environ.get("AIDLC_READ_ONLY", "").strip().lower()
    if wished not in _YES | _NO:
        raise InputError(
            f"AIDLC_READ_ONLY is {wished!r}. Write 1 for a server that only reads, 0 for one that records."
        )
    listed = tools if tools is not None else environ.get("AIDLC_TOOLS") or None
    names = None if listed is None else tuple(name for part in listed.split(",") if (name := part.strip()))
    if names == ():
        raise InputError("--tools names no tool. List names with commas between, or leave it out for all.")
    return Selection(read_only=read_only or wished in _YES, tools=names)
