"""What real clients said on the wire, said again to the real server: no client is needed to notice that one would stumble.

The transcripts are the client's side as `tests/clients/tee.py` wrote it down (`make clients` runs the clients themselves).
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from tests.clients.ground import SCRIPT, Ground
from tests.contracts.tools import list_tools

TRANSCRIPTS = sorted(Path(__file__).with_name("transcripts").glob("*.jsonl"))


def replay(transcript: Path, ground: Ground) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each request with its answer."""
    said = [json.loads(line) for line in transcript.read_text(encoding="utf-8").splitlines()]
    with subprocess.Popen(
        [str(SCRIPT), "serve"],
        cwd=ground.root,
        env=ground.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        return list(_exchange(said, server.stdin, server.stdout))


def _exchange(
    said: list[dict[str, Any]], to: IO[str], answers: IO[str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for message in said:
        to.write(json.dumps(message) + "\n")
        to.flush()
        if "id" in message:
            yield message, next(one for one in map(json.loads, answers) if _answers(one, message))


def _answers(one: dict[str, Any], message: dict[str, Any]) -> bool:
    """A subscription is acknowledged by a notification and answered when it ends."""
    if message["method"] == "subscriptions/listen":
        return bool(one.get("method") == "notifications/subscriptions/acknowledged")
    return bool(one.get("id") == message["id"])


@pytest.mark.slow
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_what_a_real_client_said_is_answered_as_it_was(transcript: Path, tmp_path: Path) -> None:
    ground = Ground.lay(tmp_path / "ground")
    answered = replay(transcript, ground)
    assert [answer["error"] for _, answer in answered if "error" in answer] == []
    answers = {message["method"]: answer["result"] for message, answer in answered if "result" in answer}
    assert {tool["name"] for tool in answers["tools/list"]["tools"]} == {one["name"] for one in list_tools()}
    assert answers["prompts/list"]["prompts"]
    assert answers["resources/list"]["resources"]
    status, refused, recorded = [
        answer["result"] for message, answer in answered if message["method"] == "tools/call"
    ]
    assert status["structuredContent"]["intents"][0]["intent"] == "shop"
    assert refused["isError"]
    assert "intnt" in refused["content"][0]["text"]
    assert not recorded.get("isError", False)
    questions = ground.root / "aidlc-records/shop/inception/questions.md"
    assert "Which colour?" in questions.read_text(encoding="utf-8")


def test_both_eras_are_among_the_transcripts() -> None:
    first = [json.loads(path.read_text(encoding="utf-8").splitlines()[0])["method"] for path in TRANSCRIPTS]
    assert set(first) == {"initialize", "server/discover"}
