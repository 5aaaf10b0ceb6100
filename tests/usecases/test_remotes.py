import subprocess
from pathlib import Path

import pytest

from aidlc.adapters.git.remotes import Remote, find_hosting, find_remote, why_no_token
from aidlc.adapters.git.worktree import Worktree

TOKEN = {"GITHUB_TOKEN": "secret"}


@pytest.mark.parametrize(
    ("url", "repository", "api", "graphql"),
    [
        (
            "https://github.com/acme/events.git",
            "acme/events",
            "https://api.github.com",
            "https://api.github.com/graphql",
        ),
        (
            "git@github.com:acme/events.git",
            "acme/events",
            "https://api.github.com",
            "https://api.github.com/graphql",
        ),
        (
            "ssh://git@ssh.github.com:443/acme/events.git",
            "acme/events",
            "https://api.github.com",
            "https://api.github.com/graphql",
        ),
        (
            "https://user:password@github.com/acme/events",
            "acme/events",
            "https://api.github.com",
            "https://api.github.com/graphql",
        ),
        (
            "https://acme.ghe.com/acme/events/",
            "acme/events",
            "https://api.acme.ghe.com",
            "https://api.acme.ghe.com/graphql",
        ),
        (
            "https://git.example.com/acme/events.git",
            "acme/events",
            "https://git.example.com/api/v3",
            "https://git.example.com/api/graphql",
        ),
        (
            "http://127.0.0.1:8080/acme/events.git",
            "acme/events",
            "http://127.0.0.1:8080/api/v3",
            "http://127.0.0.1:8080/api/graphql",
        ),
    ],
)
def test_api_follows_from_the_url_of_the_remote(url: str, repository: str, api: str, graphql: str) -> None:
    hosting = find_hosting(Remote("origin", url), {})
    assert hosting is not None
    assert (hosting.repository, hosting.api_url, hosting.graphql_url) == (repository, api, graphql)


@pytest.mark.parametrize(
    "url", ["/srv/git/events.git", "../events", "file:///srv/events.git", "https://github.com/acme", "x"]
)
def test_url_that_names_no_github_repository_is_none(url: str) -> None:
    assert find_hosting(Remote("origin", url), TOKEN) is None


@pytest.mark.parametrize(
    ("url", "more", "kept"),
    [
        ("https://github.com/acme/events", {}, True),
        ("git@github.com:acme/events", {}, True),
        ("https://acme.ghe.com/acme/events", {}, True),
        ("https://evil.example/acme/events", {}, False),
        ("https://github.com.evil.example/acme/events", {}, False),
        ("https://evilgithub.com/acme/events", {}, False),
        ("https://github.com@evil.example/acme/events", {}, False),
        ("https://evil.example/acme/events", {"GITHUB_API_URL": "https://api.github.com"}, False),
        ("https://git.example.com/acme/events", {"GITHUB_API_URL": "https://git.example.com/api/v3"}, True),
        ("http://git.example.com/acme/events", {"GITHUB_API_URL": "http://git.example.com/api/v3"}, False),
        ("http://127.0.0.1:9/acme/events", {"AIDLC_GITHUB_API_URL": "http://127.0.0.1:9/api/v3"}, True),
        ("http://127.0.0.1:9/acme/events", {}, False),
        ("work:acme/events", {"AIDLC_GITHUB_API_URL": "https://api.github.com"}, True),
        ("work:acme/events", {}, False),
    ],
)
def test_token_is_kept_only_for_hosts_it_may_be_meant_for(url: str, more: dict[str, str], kept: bool) -> None:
    remote = Remote("origin", url)
    hosting = find_hosting(remote, {**TOKEN, **more})
    assert hosting is not None
    assert (hosting.token is not None) is kept
    assert kept or "isn't sent" in why_no_token(remote, {**TOKEN, **more})
    assert "secret" not in repr(hosting)


def test_alias_of_the_ssh_configuration_is_the_host_that_the_variable_names() -> None:
    hosting = find_hosting(
        Remote("origin", "work:acme/events"), {"AIDLC_GITHUB_API_URL": "https://api.github.com"}
    )
    assert hosting is not None
    assert hosting.server_url == "https://github.com"


def test_own_variable_wins_over_those_of_other_tools() -> None:
    environ = {"AIDLC_GITHUB_TOKEN": "own", "GITHUB_TOKEN": "other", "GH_TOKEN": "third"}
    hosting = find_hosting(Remote("origin", "https://github.com/acme/events"), environ)
    assert hosting is not None
    assert hosting.token is not None
    assert hosting.token.value == "own"


def test_origin_is_preferred_and_a_single_remote_serves(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    worktree = Worktree(tmp_path)

    def add(name: str) -> None:
        worktree.git("remote", "add", name, f"https://github.com/{name}/events")

    assert find_remote(worktree) is None
    add("upstream")
    assert find_remote(worktree) == Remote("upstream", "https://github.com/upstream/events")
    add("fork")
    assert find_remote(worktree) is None
    add("origin")
    assert find_remote(worktree) == Remote("origin", "https://github.com/origin/events")
