"""plugins/, .claude-plugin/ and server.json: what is the same in every bundle comes from one place.

Written by hand are only the hook of the Claude Code plugin and the two files that start the server in an MCPB.
"""

from collections.abc import Iterable
from pathlib import Path

from tests.contracts.bundles import manifests, texts

ROOT = Path(__file__).resolve().parents[3]
BY_HAND = frozenset(
    {
        "plugins/claude-code/hooks/guard.py",
        "plugins/claude-code/hooks/guard.sh",
        "plugins/claude-code/hooks/pushes.py",
        "plugins/claude-code/hooks/rules.py",
        "plugins/claude-code/hooks/shell_words.py",
        "plugins/mcpb/server.py",
    }
)


def rendered() -> dict[str, str]:
    """Path to content of every file that is generated."""
    return manifests.rendered() | texts.rendered()


def regenerate() -> Iterable[Path]:
    for path, text in rendered().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        yield target
