"""examples/repository: what `aidlc init` writes for the people of the documents, file by file."""

from collections.abc import Iterable
from pathlib import Path

from aidlc.domain.doctor_people import ASSISTANT_PATHS
from aidlc.usecases.initialise import plan_setup
from prompts.repository import Setup

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/repository"
SETUP = Setup(
    branch="main",
    owners=("alice#583231",),
    developers=("bob#1024", "carol#2048"),
    maintainers=("dave#77",),
    agents=("some-machine-user#99",),
    environments=("production",),
    guarded=("deploy/**", *ASSISTANT_PATHS),
    version="v0.1.0",
    agent_emails=("assistant@noreply.example",),
    open_requests=True,
    drafts=True,
)


def rendered(empty: Path) -> dict[str, bytes]:
    """Path to content of everything that is written into the empty folder `empty`."""
    plan = plan_setup(empty, SETUP, None, server_url="https://github.com", force=False)
    return {file.path: file.after for file in plan.files}


def regenerate() -> Iterable[Path]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for path, data in rendered(Path(folder)).items():
            target = EXAMPLE / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            yield target
