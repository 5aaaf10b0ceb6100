import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlc.adapters.events import Push, Selection, parse_number, pull_numbers, read_push
from aidlc.adapters.runner import (
    SUMMARY_LIMIT,
    annotation,
    quoted,
    read_environment,
    read_event,
    set_outputs,
    write_summary,
)
from aidlc.domain.errors import InputError
from prompts.neutral import log_line, one_line

HEAD = "c0ffee" + "0" * 34
COMMANDS = re.compile(r"^\s*::|##\[", re.MULTILINE)


def test_environment_of_a_run_is_read() -> None:
    request = read_environment(
        {
            "GITHUB_API_URL": "https://ghe.example/api/v3",
            "GITHUB_SERVER_URL": "https://ghe.example/",
            "GITHUB_REPOSITORY": "acme/events",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_EVENT_PATH": "/e.json",
            "GITHUB_TOKEN": "secret-token",
            "GITHUB_OUTPUT": "/out",
            "GITHUB_RUN_ID": "42",
            "GITHUB_ACTIONS": "true",
        }
    )
    assert request.run_url == "https://ghe.example/acme/events/actions/runs/42"
    assert (request.api_url, request.graphql_url, request.on_runner) == (
        "https://ghe.example/api/v3",
        "",
        True,
    )
    assert "secret-token" not in repr(request)


def test_environment_outside_of_a_run_has_defaults() -> None:
    request = read_environment({"GH_TOKEN": "t"})
    assert (request.api_url, request.token, request.run_url) == ("https://api.github.com", "t", "")


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target", "pull_request_review"])
def test_pull_request_events_name_their_number(event: str) -> None:
    assert pull_numbers(event, {"pull_request": {"number": 12}}) == Selection(numbers=(12,))


@pytest.mark.parametrize("number", [None, "12", True, 0, -1, 1.5, {}])
def test_event_without_a_usable_number_is_refused(number: object) -> None:
    with pytest.raises(InputError, match="names no pull request"):
        pull_numbers("pull_request", {"pull_request": {"number": number}})
    with pytest.raises(InputError, match="names no pull request"):
        pull_numbers("pull_request", {"pull_request": None})


@pytest.mark.parametrize("event", ["push", "schedule", "repository_dispatch"])
def test_events_without_a_pull_request_ask_for_every_open_one(event: str) -> None:
    assert pull_numbers(event, {}) == Selection(every=True)


def test_workflow_run_names_its_pull_requests_and_its_commit() -> None:
    run = {"head_sha": HEAD, "pull_requests": [{"number": 3}]}
    assert pull_numbers("workflow_run", {"workflow_run": run}) == Selection(numbers=(3,), head=HEAD)
    assert (
        pull_numbers("workflow_run", {"workflow_run": {"head_sha": HEAD, "pull_requests": []}}).head == HEAD
    )


@pytest.mark.parametrize("head", [None, "main", HEAD[:12], HEAD.upper(), f"{HEAD}\n"])
def test_workflow_run_without_a_commit_id_is_refused(head: object) -> None:
    with pytest.raises(InputError, match="names no commit"):
        pull_numbers("workflow_run", {"workflow_run": {"head_sha": head}})


def test_only_the_recheck_comment_on_a_pull_request_asks_for_anything() -> None:
    def asked(body: object, **issue: object) -> Selection:
        return pull_numbers("issue_comment", {"issue": {"number": 5, **issue}, "comment": {"body": body}})

    pull = {"url": "https://api.example/pulls/5"}
    assert asked(" /aidlc recheck\r\n", pull_request=pull) == Selection(numbers=(5,))
    for body in ("/aidlc recheck please", "please /aidlc recheck", "", None, 5):
        assert asked(body, pull_request=pull).nothing
    assert asked("/aidlc recheck").nothing


def test_dispatch_takes_a_number_or_every_open_one() -> None:
    assert pull_numbers("workflow_dispatch", {"inputs": {"pull-request": "#7"}}) == Selection(numbers=(7,))
    for inputs in (None, {}, {"pull-request": ""}, {"pull-request": None}):
        assert pull_numbers("workflow_dispatch", {"inputs": inputs}).every


@pytest.mark.parametrize("text", ["x", "-1", "0", "1.0", "٣", "9" * 10, "7; rm", ""])
def test_anything_but_digits_is_no_number(text: str) -> None:
    with pytest.raises(InputError, match="write it in digits"):
        parse_number(text)


def test_merge_group_gives_its_head_and_the_number_in_its_name() -> None:
    group = {"head_sha": HEAD, "head_ref": f"refs/heads/gh-readonly-queue/main/pr-12-{HEAD}"}
    assert pull_numbers("merge_group", {"merge_group": group}) == Selection(numbers=(12,), group=HEAD)
    group["head_ref"] = "refs/heads/gh-readonly-queue/main/pr-0-x"
    assert pull_numbers("merge_group", {"merge_group": group}) == Selection(group=HEAD)
    gone = pull_numbers("merge_group", {"action": "destroyed", "merge_group": group})
    assert (gone.group, gone.nothing) == (None, "The merge group is gone.")


@pytest.mark.parametrize("group", [None, {}, {"head_sha": "HEAD"}, {"head_sha": 7}])
def test_merge_group_without_a_commit_is_refused(group: object) -> None:
    with pytest.raises(InputError, match="names no commit"):
        pull_numbers("merge_group", {"merge_group": group})


def test_push_names_its_ref_and_the_commit_before() -> None:
    assert read_push({"ref": "refs/heads/main", "before": HEAD}) == Push("refs/heads/main", HEAD)
    for before in ("0" * 40, None, "main", 5, HEAD[:12]):
        assert read_push({"ref": "refs/heads/main", "before": before}) == Push("refs/heads/main", None)


@pytest.mark.parametrize("ref", [None, "main", 1])
def test_push_without_a_ref_is_refused(ref: object) -> None:
    with pytest.raises(InputError, match="names no ref"):
        read_push({"ref": ref, "before": HEAD})


def test_unknown_event_is_refused() -> None:
    with pytest.raises(InputError, match="doesn't know the event `fork`"):
        pull_numbers("fork", {})


@pytest.mark.parametrize("data", [b"", b"[1]", b"{", b"null", b"\xff", b"[" * 100_000])
def test_broken_event_file_is_one_clear_message(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "event.json"
    file.write_bytes(data)
    with pytest.raises(InputError, match="no JSON object"):
        read_event(str(file))


def test_missing_event_file_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        read_event(str(tmp_path / "none.json"))
    with pytest.raises(InputError, match="GITHUB_EVENT_PATH isn't set"):
        read_event("")


def test_event_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"number": 1}), encoding="utf-8")
    assert read_event(str(file)) == {"number": 1}


def parse_outputs(text: str) -> dict[str, str]:
    """As the runner reads GITHUB_OUTPUT: `name<<DELIMITER`, lines, `DELIMITER`, or `name=value`."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        name, mark, delimiter = line.partition("<<")
        if mark:
            found[name] = "\n".join(iter(lines.__next__, delimiter))
        elif "=" in line:
            found[line.partition("=")[0]] = line.partition("=")[2]
    return found


@given(st.text(max_size=80))
def test_output_sets_itself_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("out") / "output"
    set_outputs(str(file), {"sentence": f"a\nverdict=OPEN\n{text}\nverdict<<E\nOPEN\nE", "state": "failure"})
    assert set(parse_outputs(file.read_text(encoding="utf-8"))) == {"sentence", "state"}


def test_outputs_are_appended_and_skipped_without_a_file(tmp_path: Path) -> None:
    file = tmp_path / "output"
    file.write_text("earlier=1\n", encoding="utf-8")
    set_outputs(str(file), {"head": HEAD})
    set_outputs("", {"head": HEAD})
    assert parse_outputs(file.read_text(encoding="utf-8")) == {"earlier": "1", "head": HEAD}


@pytest.mark.parametrize("name", ["a=b", "A", "", "a\nb", "a<<b"])
def test_name_that_is_no_output_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of an output"):
        set_outputs(str(tmp_path / "output"), {name: "x"})


def test_summary_is_appended_and_cut_at_one_mebibyte(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    write_summary(str(file), "# one\n")
    write_summary(str(file), "ü" * SUMMARY_LIMIT)
    data = file.read_bytes()
    assert data.startswith(b"# one\n")
    assert len(data) <= SUMMARY_LIMIT
    assert "The summary was cut" in data.decode()
    write_summary(str(file), "more")
    write_summary("", "nowhere")
    assert len(file.read_bytes()) <= SUMMARY_LIMIT


@given(st.text(max_size=60) | st.text(alphabet=":# [\n\r\x1b%a\u2028", max_size=12))
def test_no_text_becomes_a_workflow_command(text: str) -> None:
    assert not COMMANDS.search(log_line(text))
    first, *middle, last = quoted(text).split("\n")
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert last == f"::{token}::"
    assert not COMMANDS.search("\n".join(middle))


def test_every_quotation_has_a_token_of_its_own() -> None:
    assert quoted("x") != quoted("x")


def test_annotation_is_one_command_whatever_it_says() -> None:
    line = annotation(
        "error", "50% done\n::set-output name=verdict::OPEN", title="a:b,c\nd", file="x,y.md", line=3
    )
    assert (
        line == "::error title=a%3Ab%2Cc d,file=x%2Cy.md,line=3::50%25 done ::set-output name=verdict::OPEN"
    )
    assert annotation("warning", "plain") == "::warning::plain"


def test_hidden_characters_are_shown() -> None:
    assert one_line("a\x1b[2J\u202eb\udc80\U000e0001") == "a\\x1b[2J\\u202eb\\udc80\\U000e0001"
    assert one_line("abcdef", 4) == "abc…"
