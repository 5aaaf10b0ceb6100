"""Who a person is, what a role lists, what a revocation takes away."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.facts import Account, Standing
from aidlc.domain.people import (
    can_push,
    has_permission,
    is_agent,
    is_listed_anywhere,
    is_person,
    is_revoked,
    is_revoked_now,
    listing_of,
    split_reference,
    unknown_authors,
    unknown_co_authors,
)
from schemas.policy import Permission, Policy, Role
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import oid

ALICE = samples.PEOPLE["alice"]
TEAM = {"roles": {"developer": {"users": [], "teams": ["acme/devs#5"]}}}


def policy(**words: Any) -> Policy:
    return samples.policy_from(words)


@pytest.mark.parametrize(
    ("account", "standing", "expected"),
    [
        (ALICE, None, True),
        (samples.PEOPLE["claude"], None, False),
        (samples.PEOPLE["org"], None, False),
        (ALICE, Standing(permission=None), False),
        (ALICE, Standing(permission=Permission.READ), False),
        (ALICE, Standing(permission=Permission.WRITE), True),
        (ALICE, Standing(permission=Permission.ADMIN), True),
    ],
)
def test_not_knowing_counts_as_a_push_right_of_users_alone(
    account: Account, standing: Standing | None, expected: bool
) -> None:
    assert can_push(account, standing) is expected


@pytest.mark.parametrize("asked", list(Permission))
@pytest.mark.parametrize("held", [None, *Permission])
def test_permission_includes_those_below_it(asked: Permission, held: Permission | None) -> None:
    order = [None, Permission.READ, Permission.WRITE, Permission.ADMIN]

    assert has_permission(Role(permission=asked), Standing(permission=held)) is (
        order.index(held) >= order.index(asked)
    )
    assert not has_permission(Role(permission=asked), None)


def test_member_of_a_roles_team_is_listed_and_of_another_is_not() -> None:
    member, stranger = (Standing(permission=Permission.READ, teams=(team,)) for team in (5, 6))
    account = Account(id=30, login="frank")

    assert is_listed_anywhere(policy(**TEAM), account, member)
    assert not is_listed_anywhere(policy(**TEAM), account, stranger)
    assert not is_listed_anywhere(policy(**TEAM), account, None)


def test_renamed_account_outweighs_a_registered_login_whatever_the_order() -> None:
    account = Account(id=1, login="eve")
    for users in (("other#1", "eve#2"), ("eve#2", "other#1")):
        assert listing_of(Role(users=users), account, None) == "renamed"
    assert listing_of(Role(users=("eve#2", "other#3")), account, None) == "other-account"
    assert listing_of(Role(users=("eve#2", "EVE#1")), account, None) == "yes"
    assert listing_of(Role(users=("other#3",)), account, None) == "no"


@pytest.mark.parametrize(
    ("revoked", "expected"),
    [
        ([], False),
        (["review:1"], True),
        (["review:2"], False),
        (["alice#11"], True),
        (["renamed#11"], True),
        (["ALICE#77"], True),
        (["bob#12"], False),
        (["review:2", "bob#12", "alice#11"], True),
        (["alice#11 since 2026-05-04T08:10:00Z"], True),
        (["alice#11 since 2026-05-04T08:10:01Z"], False),
        (["alice#11 since 2026-05-04T08:10:01Z", "review:1"], True),
        (["alice#11 since 2026"], True),
    ],
)
def test_revocation_takes_away_by_review_by_account_and_from_a_time_on(
    revoked: list[str], expected: bool
) -> None:
    review = Build({"reviews": [{"by": "alice"}]}).pull.reviews[0]

    assert is_revoked(policy(revoked=revoked), review) is expected


def test_revocation_of_an_account_says_nothing_of_a_deleted_one() -> None:
    review = Build({"reviews": [{"by": "ghost"}]}).pull.reviews[0]

    assert not is_revoked(policy(revoked=["alice#11"]), review)
    assert is_revoked(policy(revoked=["review:1"]), review)


def test_review_without_a_usable_time_falls_to_every_revocation_of_its_account() -> None:
    review = Build({"reviews": [{"by": "alice", "at": None}]}).pull.reviews[0]

    assert is_revoked(policy(revoked=["alice#11 since 2026-05-04T08:10:01Z"]), review)


@pytest.mark.parametrize(
    ("revoked", "expected"),
    [
        (["review:1"], False),
        (["review:11"], False),
        (["alice#77"], True),
        (["renamed#11"], True),
        (["bob#12"], False),
        (["bob#12", "alice#11 since 2026-05-04T08:10:01Z"], True),
    ],
)
def test_account_whose_future_reviews_are_revoked_is_known(revoked: list[str], expected: bool) -> None:
    assert is_revoked_now(policy(revoked=revoked), "Alice", 11) is expected


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("alice#11", ("alice", 11)),
        ("acme/devs#5", ("acme/devs", 5)),
        ("a#b#7", ("a#b", 7)),
        ("alice", ("", -1)),
        ("alice#", ("alice", -1)),
        ("alice#²", ("alice", -1)),
        ("alice#٣", ("alice", -1)),
    ],
)
def test_reference_without_a_number_is_nobodys(reference: str, expected: tuple[str, int]) -> None:
    assert split_reference(reference) == expected


def test_unknown_author_and_committer_are_named_with_the_remedy() -> None:
    pull = Build({"c1": {"by": {"email": "a@x.example"}, "committer": {"email": "c@x.example"}}}).pull

    found = unknown_authors(policy(), pull)

    remedy = (
        "Add the address to an account, or to agents.emails if it is an assistant's, or rewrite the commit."
    )
    commit = f"commit {oid('c1')[:12]}"
    assert [(each.path, each.message, each.remedy) for each in found] == [
        (commit, "has the author a@x.example, an address that GitHub maps to no account.", remedy),
        (commit, "has the committer c@x.example, an address that GitHub maps to no account.", remedy),
    ]


def test_site_may_commit_but_not_be_an_author() -> None:
    site = {"name": "GitHub", "email": "NoReply@github.com"}

    assert unknown_authors(policy(), Build({"c1": {"committer": site}}).pull) == ()
    assert len(unknown_authors(policy(), Build({"c1": {"by": site, "committer": "olga"}}).pull)) == 1
    other = {"name": "Somebody", "email": "noreply@github.com"}
    assert len(unknown_authors(policy(), Build({"c1": {"committer": other}}).pull)) == 1


def test_address_of_an_agent_is_known_whatever_its_case() -> None:
    agent = {"email": "NOREPLY@assistant.example"}
    pull = Build({"c1": {"by": agent, "co_authors": [agent, {"email": "x@y.example"}]}}).pull
    listed = policy(agents={"emails": ["NoReply@Assistant.example"]})

    assert unknown_authors(listed, pull) == ()
    assert unknown_co_authors(listed, pull) == (
        f"Co-author x@y.example of commit {oid('c1')[:12]} is no GitHub account; ignored.",
    )


@pytest.mark.parametrize(
    ("name", "expected"), [("robo", True), ("robo-again", True), ("alice", False), ("claude", False)]
)
def test_id_or_login_alone_makes_an_agent(name: str, expected: bool) -> None:
    renamed = Account(id=17, login="something-else")

    assert is_agent(policy(), samples.PEOPLE[name]) is expected
    assert is_person(policy(), samples.PEOPLE[name]) is (name == "alice")
    assert is_agent(policy(), renamed)


def test_every_revocation_is_looked_at_whatever_comes_before_it() -> None:
    review = Build({}).pull.reviews[1]

    assert is_revoked(policy(revoked=["review:77", "eve#1", "bob#12"]), review)
    assert is_revoked(policy(revoked=["bob#12 since 2099-01-01T00:00:00Z", "review:2"]), review)
    assert not is_revoked(policy(revoked=["review:77", "eve#1", "review:12"]), review)
    assert is_revoked_now(policy(revoked=["review:77", "eve#1", "bob#12"]), "bob", 12)
    assert not is_revoked_now(policy(revoked=["review:12", "eve#1"]), "bob", 12)
