"""Seeming to be somebody who may approve, or seeming to have no stake."""

from typing import Any

from aidlc.domain.counting import fill
from aidlc.domain.people import Listing
from tests.attacks.arena import state_of
from tests.attacks.book import attack, out

CODE: dict[str, Any] = {"start": "construction", "past_policy": {}}
ELIGIBILITY = "aidlc.domain.eligibility"
TEAM: dict[str, Any] = {"roles": {"developer": {"users": ["bob#12"], "teams": ["acme/core#5"]}}}


def by(name: str, **more: Any) -> list[dict[str, Any]]:
    return [{"by": name, **more}]


@attack(
    "an app approves that a role lists under the login of a person", out(f"{ELIGIBILITY}._why_nobody", None)
)
def bot_without_its_suffix() -> str:
    policy = {"roles": {"developer": {"users": ["copilot-pull-request-reviewer#175728472"]}}}
    return state_of(**CODE, policy=policy, standings={"copilot": "write"}, reviews=by("copilot"))


@attack(
    "the assistant's own user account approves as a member of a team", out(f"{ELIGIBILITY}.is_agent", False)
)
def agent_inside_a_team() -> str:
    standings = {"robo": {"permission": "write", "teams": [5]}}
    return state_of(**CODE, policy=TEAM, standings=standings, reviews=by("robo"))


@attack("the operator of the assistant approves what they opened", out(f"{ELIGIBILITY}.is_excluded", False))
def author_approves() -> str:
    policy = {"roles": {"developer": {"users": ["olga#19"]}}}
    return state_of(**CODE, policy=policy, c1={"by": "erin"}, reviews=by("olga"))


@attack(
    "the only approver wrote the code that the assistant opens a pull request for",
    out(f"{ELIGIBILITY}._why_not_independent", None),
)
def contributor_approves() -> str:
    return state_of(**CODE, c1={"by": "bob"})


@attack("the approver pushed somebody else's commits", out(f"{ELIGIBILITY}._why_not_independent", None))
def last_pusher_approves() -> str:
    return state_of(**CODE, last_pusher="bob")


@attack(
    "the approver is named as co-author only, in a trailer", out(f"{ELIGIBILITY}._why_not_independent", None)
)
def co_author_approves() -> str:
    return state_of(**CODE, c1={"co_authors": ["bob"]})


@attack(
    "an approver's commit hides behind an address that is nobody's", out("aidlc.domain.gate.unknown_authors")
)
def author_hides() -> str:
    return state_of(**CODE, c1={"by": {"name": "bob", "email": "bob@hidden.example"}})


@attack("an approval of somebody who was revoked", out(f"{ELIGIBILITY}._is_void", False))
def revoked_person_approves() -> str:
    return state_of(**CODE, policy={"revoked": ["bob#12"]})


@attack(
    "a machine user with write access, in no role, approves",
    out(
        f"{ELIGIBILITY}._roles_of", lambda _bench, _account, demand: tuple(rule.role for rule in demand.rules)
    ),
)
def nobody_in_particular_approves() -> str:
    return state_of(**CODE, reviews=by("erin"))


@attack(
    "somebody registers the login of an approver who was renamed",
    out(f"{ELIGIBILITY}.listing_of", Listing.YES),
)
def login_registered_again() -> str:
    return state_of(reviews=[*by("false-alice"), *by("bob")])


@attack("an approver who lost the right to push still approves", out(f"{ELIGIBILITY}.has_permission", True))
def removed_collaborator_approves() -> str:
    return state_of(**CODE, standings={"bob": None})


def _several_roles(*arguments: Any, **_: Any) -> Any:
    return fill(*arguments, same_person=True)


@attack("one person fills two roles at once", out("aidlc.domain.approvals.fill", _several_roles))
def one_person_fills_two_rules() -> str:
    policy = {
        "roles": {
            "product-owner": {"users": ["alice#11", "carol#13"]},
            "developer": {"users": ["alice#11", "bob#12"]},
        }
    }
    return state_of(policy=policy, reviews=by("alice"))


@attack(
    "solo: one's own commits without the line that shows what was read", out(f"{ELIGIBILITY}._is_own", False)
)
def own_commits_without_the_line() -> str:
    policy = {"phases": {"construction": {"independence": "solo"}}}
    return state_of(**CODE, policy=policy, author="action", c1={"by": "bob"})
