"""`aidlc draft` as a process of its own against the stand-in: what it says, how it ends, what it leaves behind."""

import json
import os
import signal
import subprocess
import threading
from typing import Any

import pytest

from tests.drafting.answers import ALL
from tests.drafting.stage import INTENT, DraftStage
from tests.e2e_gate.stage import SCRIPT, Ran
from tests.support.messages_api import Answer, MessagesApi, Page, Refusal, Silence, Step, by_shape

KEY = "sk-ant-process-key-of-nobody"
BRANCH = "aidlc/draft-1"


def environment(stage: DraftStage, api: MessagesApi, **more: str) -> dict[str, str]:
    """What a runner gives the draft when alice set the label."""
    event = stage.folder / "event.json"
    issue = {"number": stage.asked, "title": "Intent: gift cards", "body": INTENT}
    said = {
        "action": "labeled",
        "label": {"name": "aidlc:draft"},
        "issue": issue,
        "sender": {"login": "alice"},
    }
    event.write_text(json.dumps(said), encoding="utf-8")
    return stage.environment(
        **{
            "GITHUB_TOKEN": stage.writer,
            "GITHUB_EVENT_NAME": "issues",
            "GITHUB_EVENT_PATH": str(event),
            "ANTHROPIC_BASE_URL": api.url,
            "ANTHROPIC_API_KEY": KEY,
            "AIDLC_RETRIES": "0",
            "AIDLC_DEBUG": "",
            "NO_PROXY": "127.0.0.1",
            **more,
        }
    )


def run(stage: DraftStage, api: MessagesApi, *arguments: str, **more: str) -> Ran:
    done = subprocess.run(
        [str(SCRIPT), "draft", *arguments],
        cwd=stage.folder,
        env=environment(stage, api, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    for text in (done.stdout, done.stderr):
        assert "Traceback" not in text
        assert KEY not in text
        assert stage.writer not in text
    return Ran(done.returncode, done.stdout, done.stderr)


def at(shape: str, *steps: Step) -> MessagesApi:
    """Good answers, but `steps` where that shape is asked for; the good answer after them."""
    left, answers = list(steps), by_shape(ALL)

    def answer(body: dict[str, Any]) -> Step:
        asked = body["output_config"]["format"]["schema"]["title"]
        return left.pop(0) if asked == shape and left else answers(body)

    return MessagesApi(answer=answer)


def test_draft_with_a_rate_limit_on_the_way_is_told_line_by_line(stage: DraftStage) -> None:
    summary, output = stage.folder / "summary.md", stage.folder / "output.txt"
    more = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output), "AIDLC_RETRIES": "2"}
    limited = Refusal(429, "rate_limit_error", {"retry-after-ms": "10"})
    with at("KnownRisks", limited, Refusal(529, "overloaded_error", {"retry-after-ms": "10"})) as api:
        # the line feed behind the key is what a copied secret often ends with
        ran = run(stage, api, ANTHROPIC_API_KEY=f"{KEY}\n", **more)

    assert ran.status == 0, ran.err
    assert "The draft is in pull request" in ran.out
    lines = ran.err.splitlines()
    assert lines.index("stories: asking") < lines.index("stories: drafted") < lines.index("risks: asking")
    assert {one.headers["authorization"] for one in api.asked} == {f"Bearer {KEY}"}
    assert "| risks | drafted |" in summary.read_text(encoding="utf-8")
    assert "drafted" in output.read_text(encoding="utf-8")


def test_person_at_a_terminal_gets_one_object(stage: DraftStage) -> None:
    with MessagesApi(answer=by_shape(ALL)) as api:
        mine = {"GITHUB_TOKEN": stage.people["alice"].user.token, "GITHUB_EVENT_NAME": ""}
        ran = run(stage, api, "--issue", "1", "--json", **mine)

    assert ran.status == 0, ran.err
    assert ran.json["outcome"] == "drafted"
    assert ran.json["parts"][0]["name"] == "questions"
    assert "asking" not in ran.err


@pytest.mark.parametrize(
    ("step", "status", "said"),
    [
        (Refusal(529, "overloaded_error"), 75, "overloaded"),
        (Answer('{"risks": [', cut=True), 75, "broke off"),
        (Answer('{"risks": [', error="overloaded_error"), 75, "overloaded"),
        (Answer("I can't.", stop="refusal", category="cyber"), 1, "declined (cyber)"),
        (Page("<html>a proxy</html>"), 75, "isn't Claude"),
    ],
)
def test_trouble_half_way_is_one_line_a_status_and_a_part_that_is_kept(
    stage: DraftStage, step: Step, status: int, said: str
) -> None:
    with at("KnownRisks", step) as api:
        ran = run(stage, api)

    assert ran.status == status
    assert said in ran.err
    assert "`/aidlc draft` in a comment goes on from there" in ran.out
    assert "aidlc-records/gift-cards/inception/nfrs.md" in stage.files(BRANCH)


@pytest.mark.parametrize(
    ("step", "more", "status", "said"),
    [
        (Answer("{", stop="max_tokens"), {}, 1, "longer than 32000 tokens"),
        (Silence(), {"AIDLC_TIMEOUT": "0.3"}, 75, "didn't answer in time"),
        (Refusal(401, "authentication_error"), {}, 1, "credentials were refused"),
        (Answer("{}"), {"ANTHROPIC_API_KEY": ""}, 2, "no credentials for Claude"),
        (Answer("{}"), {"AIDLC_EFFORT": "much"}, 2, "effort is one of"),
    ],
)
def test_trouble_at_the_beginning_leaves_nothing(
    stage: DraftStage, step: Step, more: dict[str, str], status: int, said: str
) -> None:
    with MessagesApi(step) as api:
        ran = run(stage, api, **more)

    assert (ran.status, said in ran.err) == (status, True), ran.err
    assert BRANCH not in stage.clone.git("ls-remote", "origin")
    assert stage.told() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_cancelled_run_keeps_its_part_and_the_next_one_goes_on(
    stage: DraftStage, number: signal.Signals
) -> None:
    reached, answers = threading.Event(), by_shape(ALL)

    def answer(body: dict[str, Any]) -> Step:
        if body["output_config"]["format"]["schema"]["title"] == "KnownRisks":
            reached.set()
            return Silence()
        return answers(body)

    with MessagesApi(answer=answer) as api:
        running = subprocess.Popen(
            [str(SCRIPT), "draft", "--json"],
            cwd=stage.folder,
            env=environment(stage, api),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert reached.wait(60)
        os.kill(running.pid, number)
        out, err = running.communicate(timeout=60)

    assert running.returncode == 130, err
    assert "Traceback" not in err
    assert json.loads(out)["outcome"] == "partial"
    assert "aidlc-records/gift-cards/inception/nfrs.md" in stage.files(BRANCH)
    rest = stage.draft({name: ALL[name] for name in ("KnownRisks", "Criteria", "Decomposition")})
    assert (rest.outcome, rest.account.missing) == ("drafted", ())
