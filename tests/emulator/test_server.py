import http.client
import json
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from github import Auth, Github, GithubException

from aidlc.emulator import Clock, EmbeddedGitHub
from tests.emulator.stage import TIMEOUT, Stage


def test_pygithub_works_through_its_own_client(stage: Stage) -> None:
    for number in range(35):
        stage.github.put_review(1, user="po", state="COMMENTED", body=str(number))
    assert stage.po.token is not None
    client = Github(
        base_url=stage.github.api_url,
        auth=Auth.Token(stage.po.token),
        per_page=30,
        seconds_between_requests=None,
        seconds_between_writes=None,
        retry=None,
    )
    repository = client.get_repo("acme/events")
    pull = repository.get_pull(1)
    assert [review.body for review in pull.get_reviews()] == [str(number) for number in range(35)]
    assert pull.create_review(event="APPROVE").state == "APPROVED"
    assert [file.filename for file in pull.get_files()] == ["feature.txt"]
    assert repository.get_collaborator_permission("dev") == "write"
    repository.get_commit(pull.head.sha).create_status("success", context="aidlc/gate", description="open")
    comment = pull.create_issue_comment("hello")
    comment.edit("changed")
    assert [each.body for each in pull.get_issue_comments()] == ["changed"]
    _, answer = client.requester.graphql_query(
        "query($n: String!) { user(login: $n) { login } }", {"n": "dev"}
    )
    assert answer["data"] == {"user": {"login": "dev"}}
    with pytest.raises(GithubException, match="Not Found"):
        repository.get_pull(99)
    assert pull.merge(sha=pull.head.sha).merged
    client.close()


def test_connection_stays_open_between_requests(stage: Stage) -> None:
    connection = http.client.HTTPConnection(stage.github.server_url.removeprefix("http://"), timeout=TIMEOUT)
    for _ in range(3):
        connection.request("GET", "/api/v3/rate_limit")
        answer = connection.getresponse()
        answer.read()
        assert connection.sock is not None  # closed by the server, it would be None here
    connection.close()


def test_several_requests_at_once_are_all_answered(stage: Stage) -> None:
    def comment() -> None:
        for _ in range(10):
            stage.po.post("issues/1/comments", body="x").expect(201)

    threads = [threading.Thread(target=comment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = stage.dev.get("issues/1/comments", per_page=100).expect(200)
    assert len({comment["id"] for comment in found}) == 40
    assert len({comment["created_at"] for comment in found}) == 40


def test_requests_are_recorded_without_tokens(stage: Stage) -> None:
    stage.po.post("issues/1/comments", body="hello").expect(201)
    last = stage.github.requests[-1]
    assert (last.method, last.rest_path, last.status, last.actor) == (
        "POST",
        "/repos/acme/events/issues/1/comments",
        201,
        "po",
    )
    assert (last.body, last.answer["body"]) == ({"body": "hello"}, "hello")
    everything = repr(stage.github.requests)
    assert all(str(person.token) not in everything for person in stage.people.values())


def test_malformed_json_is_400(stage: Stage) -> None:
    url = f"{stage.github.api_url}/repos/acme/events/issues/1/comments"
    headers = {"Authorization": f"Bearer {stage.po.token}"}
    answer = requests.post(url, data=b"{", headers=headers, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()["message"]) == (400, "Problems parsing JSON")
    answer = requests.post(url, json=["x"], headers=headers, timeout=TIMEOUT)
    assert answer.status_code == 422
    assert (
        requests.post(stage.github.graphql_url, json=[], headers=headers, timeout=TIMEOUT).status_code == 400
    )


def test_server_stops_cleanly_and_can_be_started_again_elsewhere(tmp_path: Path) -> None:
    with EmbeddedGitHub(tmp_path / "one") as one:
        url = one.api_url
        requests.get(f"{url}/rate_limit", timeout=TIMEOUT).raise_for_status()
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(f"{url}/rate_limit", timeout=TIMEOUT)
    with EmbeddedGitHub(tmp_path / "two", owner="o", name="n", default_branch="trunk") as two:
        assert two.clone_url.endswith("/o/n.git")
        assert (two.git_dir / "HEAD").read_text(encoding="utf-8") == "ref: refs/heads/trunk\n"


def test_taken_login_is_refused(tmp_path: Path) -> None:
    with EmbeddedGitHub(tmp_path / "github") as github:
        first = github.add_user("dev", id=4711)
        with pytest.raises(ValueError, match="the login DEV is taken"):
            github.add_user("DEV")
        github.add_user("other")
        with pytest.raises(ValueError, match="the login dev is taken"):
            github.rename_user("other", "dev")
        github.delete_user("dev")
        assert github.add_user("dev").id != first.id == 4711
        with pytest.raises(KeyError, match="no user nobody"):
            github.delete_user("nobody")


def test_clock_follows_the_wall_unless_told_otherwise() -> None:
    free = Clock()
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= free.now() <= datetime.now(UTC)
    assert free.tick() < free.tick()
    told = Clock(datetime(2020, 1, 1, tzinfo=UTC))
    assert told.tick() == datetime(2020, 1, 1, tzinfo=UTC)
    told.set(datetime(2019, 5, 5, 5, 5, 5, 999, tzinfo=UTC))
    assert told.tick() == datetime(2019, 5, 5, 5, 5, 5, tzinfo=UTC)


def test_another_process_is_served_and_controlled(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from aidlc.emulator import serve;"
        "serve(pathlib.Path(sys.argv[1]), owner='o', name='n', users={'dev': 'write', 'boss': 'admin'})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "github")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(5)]
        api, (_, _, _, token) = said[0][1], said[3]
        assert [line[0] for line in said] == ["api", "graphql", "clone", "user", "user"]
        control = api.replace("/api/v3", "/_control")
        made = requests.post(
            f"{control}/users", json={"login": "po", "permission": "maintain"}, timeout=TIMEOUT
        )
        assert made.status_code == 201
        logins = [user["login"] for user in requests.get(f"{control}/users", timeout=TIMEOUT).json()]
        assert {"dev", "boss", "po"} <= set(logins)
        bot = requests.post(
            f"{control}/tokens", json={"permissions": {"statuses": "write"}}, timeout=TIMEOUT
        ).json()
        headers = {"Authorization": f"Bearer {bot['token']}"}
        assert requests.get(f"{api}/repos/o/n/pulls", headers=headers, timeout=TIMEOUT).status_code == 403
        settings = {"private": True, "required_contexts": ["aidlc/gate"]}
        requests.post(f"{control}/settings", json=settings, timeout=TIMEOUT).raise_for_status()
        assert requests.get(f"{api}/repos/o/n", timeout=TIMEOUT).status_code == 404
        headers = {"Authorization": f"Bearer {token}"}
        requests.get(f"{api}/repos/o/n", headers=headers, timeout=TIMEOUT).raise_for_status()
        log = requests.get(f"{control}/requests", timeout=TIMEOUT).json()
        assert [line["status"] for line in log] == [403, 404, 200]
        assert token not in json.dumps(log)
        for wrong in ({"login": "x", "permission": "king"}, {}):
            assert requests.post(f"{control}/users", json=wrong, timeout=TIMEOUT).status_code == 400
        assert requests.get(f"{control}/nothing", timeout=TIMEOUT).status_code == 404
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopped\n"
        assert process.wait(TIMEOUT) == 0


def test_another_process_is_stopped_by_request(tmp_path: Path) -> None:
    program = "import sys, pathlib; from aidlc.emulator import serve; serve(pathlib.Path(sys.argv[1]))"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "github")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        api = process.stdout.readline().split()[1]
        requests.post(f"{api.replace('/api/v3', '/_control')}/stop", timeout=TIMEOUT).raise_for_status()
        assert process.wait(TIMEOUT) == 0
