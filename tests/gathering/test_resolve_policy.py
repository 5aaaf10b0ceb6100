"""Ids written into a policy, everything else left alone."""

import subprocess
from pathlib import Path

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.yaml_places import find_scalars, replace_scalars
from aidlc.domain.errors import RecordProblems
from aidlc.usecases.resolve_policy import resolve_policy
from tests.e2e_gate.stage import GateStage

BARE = """\
# Who may approve what. Keep this comment,   and these spaces.
schema: aidlc/policy/v1
roles:
  product-owner: {users: ["alice"]}   # alice alone
  bob: {users: ['bob', CAROL]}
  maintainer:
    users:
    - dave   # the last one
phases:
  inception: {approvals: [{role: product-owner}], independence: author}
  construction: {approvals: [{role: bob}]}
  operation: {approvals: [{role: product-owner}], environments: [production]}
guarded: {approvals: [{role: maintainer}]}
"""


def test_ids_are_written_and_every_other_byte_stays(stage: GateStage, client: GitHubClient) -> None:
    ids = stage.ids
    resolved, changes = resolve_policy(client, BARE.encode(), "policy.yml")
    expected = (
        BARE.replace('"alice"', f'"alice#{ids["alice"]}"')
        .replace("'bob'", f"'bob#{ids['bob']}'")
        .replace("CAROL", f"carol#{ids['carol']}")
        .replace("- dave ", f"- dave#{ids['dave']} ")
    )
    assert resolved.decode() == expected
    assert [change.line for change in changes] == [4, 5, 5, 8]
    assert resolve_policy(client, resolved, "policy.yml") == (resolved, ())


def test_id_that_is_not_the_logins_is_a_problem_with_its_line(stage: GateStage, client: GitHubClient) -> None:
    with pytest.raises(RecordProblems) as caught:
        resolve_policy(client, BARE.replace("dave", "dave#1").encode(), "policy.yml")
    problem = caught.value.problems[0]
    assert (problem.path, problem.line, problem.key) == ("policy.yml", 8, "roles.maintainer.users[0]")
    assert f"dave#{stage.ids['dave']}" in problem.remedy


@pytest.mark.parametrize("name", ["nobody-here", "no/slash", "\u0430lice"])
def test_login_that_nobody_has_is_a_problem(client: GitHubClient, name: str) -> None:
    with pytest.raises(RecordProblems, match=r"policy\.yml:8"):
        resolve_policy(client, BARE.replace("dave", name).encode(), "policy.yml")


def test_teams_and_revocations_get_their_ids_too(stage: GateStage) -> None:
    team = stage.github.add_team("core", {"alice": ("member", "active")})
    token = stage.github.workflow_token({"metadata": "read", "members": "read"})
    seeing = GitHubClient(api_url=stage.github.api_url, token=token, repository="acme/events")
    text = BARE.replace("    - dave   # the last one", "    - dave\n    teams: [acme/core]")
    text += 'revoked: ["carol since 2026-01-01T00:00:00Z", "review:12"]\n'
    resolved = resolve_policy(seeing, text.encode(), "policy.yml")[0].decode()
    assert f"teams: [acme/core#{team.id}]" in resolved
    assert f'["carol#{stage.ids["carol"]} since 2026-01-01T00:00:00Z", "review:12"]' in resolved
    seeing.close()


def test_command_writes_the_file_in_place_and_keeps_its_mode(stage: GateStage, tmp_path: Path) -> None:
    file = tmp_path / "aidlc.yml"
    file.write_text(BARE, encoding="utf-8")
    file.chmod(0o640)
    ran = stage.run("policy", "resolve", str(file))
    assert ran.status == 0, ran
    assert f"dave#{stage.ids['dave']}" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.glob(".aidlc-*")) == []
    assert stage.run("policy", "check", str(file)).status == 0


def test_command_that_cannot_resolve_everything_writes_nothing(stage: GateStage, tmp_path: Path) -> None:
    file = tmp_path / "aidlc.yml"
    file.write_text(BARE.replace("dave", "nobody-here"), encoding="utf-8")
    before = file.read_bytes()
    ran = stage.run("policy", "resolve", str(file))
    assert ran.status == 2
    assert f"{file}:8" in ran.err
    assert file.read_bytes() == before


def test_check_names_everything_that_is_wrong(stage: GateStage, tmp_path: Path) -> None:
    file = tmp_path / "aidlc.yml"
    file.write_text(BARE, encoding="utf-8")
    ran = stage.run("policy", "check", str(file), "--json")
    assert ran.status == 2
    assert ran.json["usable"] is False
    assert {problem["line"] for problem in ran.json["problems"]} == {4, 5, 8}
    missing = stage.run("policy", "check", str(tmp_path / "none.yml"))
    assert (missing.status, len(missing.err.splitlines())) == (2, 1)


def test_places_are_characters_not_bytes() -> None:
    text = 'é: "ü"\nlist: [a, \'b\', "c"]\n'
    places = find_scalars(text)
    assert [(place.key, place.value, place.line) for place in places] == [
        ("é", "ü", 1),
        ("list[0]", "a", 2),
        ("list[1]", "b", 2),
        ("list[2]", "c", 2),
    ]
    changed = replace_scalars(text, [(place, f"{place.value}1") for place in places])
    assert changed == 'é: "ü1"\nlist: [a1, \'b1\', "c1"]\n'


def test_repository_is_the_clones_where_nobody_names_one(stage: GateStage, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    (clone / ".github").mkdir(parents=True)
    file = clone / ".github" / "aidlc.yml"
    file.write_text(BARE, encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    add = ["git", "-C", str(clone), "remote", "add", "origin"]
    subprocess.run([*add, "https://elsewhere.example.com/acme/events.git"], check=True)
    refused = stage.run("policy", "resolve", str(file), GITHUB_REPOSITORY="")
    assert (refused.status, refused.out) == (2, "")
    assert "--repo owner/name" in refused.err
    set_url = ["git", "-C", str(clone), "remote", "set-url", "origin", stage.github.clone_url]
    subprocess.run(set_url, check=True)
    ran = stage.run("policy", "resolve", str(file), GITHUB_REPOSITORY="")
    assert ran.status == 0, ran
    assert "4 references were given an id" in ran.out


def test_rule_that_spans_keys_is_told_with_its_line(stage: GateStage, tmp_path: Path) -> None:
    file = tmp_path / "aidlc.yml"
    file.write_text(BARE.replace("{role: bob}", "{role: bo}"), encoding="utf-8")
    stage.run("policy", "resolve", str(file))
    ran = stage.run("policy", "check", str(file))
    assert ran.status == 2
    assert f"{file}:11: phases.construction.approvals: names the role bo" in ran.err
