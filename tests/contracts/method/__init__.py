"""What every prompt of the method renders to: `<prompt>.<surface>[.<what>].md`."""

from collections.abc import Iterable
from pathlib import Path

from prompts.method import ORDER, Surface, render_method
from tests.contracts.prompts.contexts import HOSTILE, PLAIN

FOLDER = Path(__file__).parent
STATE = (
    f"Intent events: {PLAIN} (construction)",
    "Unit check-in (in-progress)",
    "Bolt events/check-in/qr: planned",
)


def rendered() -> dict[str, str]:
    """Every contract by file name."""
    texts: dict[str, str] = {}
    for name in ORDER:
        texts |= {
            f"{name}.ide.greenfield.md": render_method(
                name, Surface.IDE, given=PLAIN, state=STATE, workspace="greenfield"
            ),
            f"{name}.ide.brownfield.md": render_method(
                name, Surface.IDE, state=STATE, workspace="brownfield"
            ),
            f"{name}.skill.md": render_method(name, Surface.SKILL),
            f"{name}.ci.md": render_method(name, Surface.CI),
        }
    hostile = render_method(
        "mob-construction", Surface.IDE, given=HOSTILE, state=(HOSTILE, HOSTILE), workspace="greenfield"
    )
    return texts | {"mob-construction.ide.hostile.md": hostile}


def regenerate() -> Iterable[Path]:
    """Write the contract again."""
    texts = rendered()
    for stale in set(FOLDER.glob("*.md")) - {FOLDER / name for name in texts}:
        stale.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        yield FOLDER / name
