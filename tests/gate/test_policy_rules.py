"""What makes a policy unusable, said with the line to write."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.adapters.codec import decode_policy, encode_policy
from aidlc.domain.errors import RecordProblems
from aidlc.domain.policy_rules import check_policy, possible_approvers
from tests.gate import samples

GOOD = encode_policy(samples.policy_from({})).decode()


def refused(text: str) -> str:
    with pytest.raises(RecordProblems) as caught:
        decode_policy(text.encode())
    return str(caught.value)


def test_sample_policy_is_usable_as_written() -> None:
    assert check_policy(decode_policy(GOOD.encode())) == ()


def test_bare_login_is_refused_with_the_line_to_write() -> None:
    message = refused(GOOD.replace("alice#11", "alice"))

    assert ".github/aidlc.yml:" in message
    assert "roles.product-owner.users[0]" in message
    assert "#" in message


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ("schema: aidlc/policy/v1\n", "schema: aidlc/policy/v1\nfreee: []\n", "freee"),
        ("schema: aidlc/policy/v1\n", "schema: aidlc/policy/v1\nschema: aidlc/policy/v1\n", "schema"),
        ("- role: maintainer\n", "- role: maintainer\n      count: true\n", "count"),
        ("- role: maintainer\n", '- role: maintainer\n      count: "2"\n', "count"),
    ],
)
def test_malformed_policy_is_refused_with_line_and_key(right: str, wrong: str, key: str) -> None:
    assert right in GOOD

    message = refused(GOOD.replace(right, wrong))

    assert key in message
    assert ".github/aidlc.yml:" in message


@pytest.mark.parametrize("count", ["0", "-1", "21"])
def test_policy_without_approvals_is_refused(count: str) -> None:
    message = refused(GOOD.replace("- role: maintainer\n", f"- role: maintainer\n      count: {count}\n"))

    assert "guarded.approvals[0].count" in message


def test_policy_that_guards_nothing_is_refused() -> None:
    head, _, _ = GOOD.partition("guarded:")

    assert "guarded" in refused(head)


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"roles": {"spare": {}}}, "lists nobody"),
        ({"roles": {"spare": {"users": ["eve#1", "eve#1"]}}}, "somebody twice"),
        ({"roles": {"spare": {"users": ["eve#1", "eve#2"]}}}, "gives eve 2 ids"),
        ({"roles": {"spare": {"users": ["eve#1", "evelyn#1"]}}}, "gives the id 1 to eve and evelyn"),
        ({"roles": {"spare": {"users": ["helper[bot]#1"]}}}, "bots never approve"),
        ({"roles": {"spare": {"users": ["ROBO#5"]}}}, "who is under agents"),
        ({"guarded": {"approvals": [{"role": "nobody"}]}}, "isn't under roles"),
        ({"guarded": {"approvals": [{"role": "maintainer"}, {"role": "maintainer"}]}}, "names a role twice"),
        ({"maintenance": {"approvals": [{"role": "developer", "count": 3}]}}, "can't be satisfied"),
        ({"phases": {"construction": {"testing": [{"role": "tester"}]}}}, "isn't under roles"),
        ({"free": ["docs//x"]}, "empty"),
        ({"free": ["../x"]}, "`..` segment"),
        ({"free": ["docs/a**"]}, "`**` beside"),
        ({"free": ["*"]}, "frees everything"),
        ({"free": ["*/**"]}, "frees everything"),
        ({"free": ["?*.*"]}, "frees everything"),
        ({"guarded": {"paths": ["deploy/**x"]}}, "`**` beside"),
        ({"phases": {"operation": {"environments": ["production", "production"]}}}, "twice"),
        ({"revoked": ["bob#12 since 2026"]}, "no time one can read"),
        ({"revoked": ["bob#12 since 2026-01-01T00:00:00"]}, "no time one can read"),
    ],
)
def test_policy_that_fits_the_format_but_not_the_rules_is_unusable(
    overrides: dict[str, Any], words: str
) -> None:
    problems = check_policy(samples.policy_from(overrides))

    assert [str(problem) for problem in problems if words in str(problem)]
    assert all(problem.path == ".github/aidlc.yml" and problem.key and problem.remedy for problem in problems)


def test_team_may_have_any_size() -> None:
    overrides = {"roles": {"developer": {"users": [], "teams": ["acme/devs#5"]}}}

    assert check_policy(samples.policy_from(overrides)) == ()


def test_same_person_may_fill_two_rules_where_the_policy_says_so() -> None:
    one = {"roles": {"developer": {"users": ["alice#11"]}}}

    assert check_policy(samples.policy_from(one)) != ()
    assert check_policy(samples.policy_from({**one, "same-person": "allowed"})) == ()


def test_possible_approvers_leave_out_the_author_and_agents() -> None:
    policy = samples.policy_from({})

    found = possible_approvers(policy, samples.PEOPLE["bob"])

    assert [(each.phase, each.role, each.people, each.enough) for each in found] == [
        ("inception", "product-owner", ("alice",), True),
        ("inception", "developer", ("carol",), True),
        ("construction", "developer", ("carol",), True),
        ("operation", "product-owner", ("alice",), True),
        ("operation", "developer", ("carol",), True),
        ("guarded", "maintainer", ("dave",), True),
    ]


def test_nobody_could_approve_what_the_only_maintainer_opened() -> None:
    found = possible_approvers(samples.policy_from({}), samples.PEOPLE["dave"])

    assert [(each.people, each.enough) for each in found if each.role == "maintainer"] == [((), False)]


@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        ({"roles": {"spare": {}}}, "roles.spare: lists nobody. Write `spare: {users: [login#id]}`."),
        (
            {"roles": {"spare": {"users": ["eve#1", "eve#1"]}}},
            "roles.spare: lists somebody twice. Keep one line a person.",
        ),
        (
            {"roles": {"spare": {"users": ["helper[bot]#1"]}}},
            "roles.spare: lists the bot helper[bot]#1; bots never approve. List a person.",
        ),
        (
            {"roles": {"spare": {"users": ["robot#17"]}}},
            "roles.spare: lists robot#17, who is under agents. Remove one of the two.",
        ),
        (
            {"roles": {"spare": {"users": ["Robo#5"]}}},
            "roles.spare: lists Robo#5, who is under agents. Remove one of the two.",
        ),
        (
            {"roles": {"spare": {"users": ["eve#2"]}, "more": {"users": ["EVE#1"]}}},
            "roles: gives eve 2 ids [1, 2]. Run `aidlc policy resolve`.",
        ),
        (
            {"roles": {"spare": {"users": ["eve#1"]}, "more": {"users": ["evelyn#1"]}}},
            "roles: gives the id 1 to eve and evelyn. Run `aidlc policy resolve`.",
        ),
        (
            {"phases": {"operation": {"approvals": [{"role": "nobody"}]}}},
            (
                "phases.operation.approvals: names the role nobody, which isn't under roles. Known roles: developer,"
                " maintainer, product-owner."
            ),
        ),
        (
            {"maintenance": {"approvals": [{"role": "developer"}, {"role": "developer"}]}},
            "maintenance.approvals: names a role twice. Write one rule with a higher count.",
        ),
        (
            {"phases": {"construction": {"testing": [{"role": "maintainer", "count": 2}]}}},
            (
                "phases.construction.testing: can't be satisfied by the people listed. List more people or ask for fewer"
                " approvals."
            ),
        ),
        (
            {"free": ["./docs"]},
            "free: `./docs` has an empty, `.` or `..` segment. Write whole segments, such as `docs/**`.",
        ),
        (
            {"guarded": {"paths": ["deploy/a**"]}},
            (
                "guarded.paths: `deploy/a**` uses `**` beside other characters of a segment. Write whole segments, such"
                " as `docs/**`."
            ),
        ),
        ({"free": ["*.*"]}, "free: `*.*` frees everything. Name folders, such as `docs/**`."),
        (
            {"phases": {"operation": {"environments": ["production", "production"]}}},
            "phases.operation.environments: names an environment twice. Keep one.",
        ),
        (
            {"revoked": ["review:7", "bob#12 since 2026"]},
            "revoked: `bob#12 since 2026` has no time one can read. Write `bob#12 since 2026-01-31T12:00:00Z`.",
        ),
    ],
)
def test_each_flaw_of_a_policy_is_told_once_with_its_key_and_what_to_write(
    overrides: dict[str, Any], problem: str
) -> None:
    problems = check_policy(samples.policy_from(overrides))

    assert f".github/aidlc.yml: {problem}" in [str(each) for each in problems]
    assert len({str(each) for each in problems}) == len(problems)


def test_guarding_everything_and_revoking_without_a_time_are_no_flaws() -> None:
    overrides = {
        "guarded": {"paths": ["**"]},
        "revoked": ["bob#12", "review:7", "carol#13 since 2026-01-01T00:00:00Z"],
    }

    assert check_policy(samples.policy_from(overrides)) == ()


def test_every_phase_and_rule_has_its_possible_approvers_teams_included() -> None:
    policy = samples.policy_from(
        {
            "roles": {"developer": {"users": ["bob#12"], "teams": ["acme/devs#5"]}},
            "guarded": {"approvals": [{"role": "nobody"}]},
            "maintenance": {"approvals": [{"role": "developer", "count": 2}]},
            "agents": {"users": ["robo#17"]},
        }
    )
    found = possible_approvers(policy, None)

    assert [(each.phase, each.role, each.count, each.people, each.enough) for each in found] == [
        ("inception", "product-owner", 1, ("alice",), True),
        ("inception", "developer", 1, ("bob", "acme/devs"), True),
        ("construction", "developer", 1, ("bob", "acme/devs"), True),
        ("operation", "product-owner", 1, ("alice",), True),
        ("operation", "developer", 1, ("bob", "acme/devs"), True),
        ("guarded", "nobody", 1, (), False),
        ("maintenance", "developer", 2, ("bob", "acme/devs"), True),
    ]
