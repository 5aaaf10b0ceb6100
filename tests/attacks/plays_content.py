"""Content that isn't what the pull request seems to be about, that nobody is shown, or that lands otherwise."""

from typing import Any

from aidlc.domain.earlier import Earlier
from aidlc.domain.facts import PathChange
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.patterns import matches
from tests.attacks.arena import state_of
from tests.attacks.book import attack, out
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import entry_of, oid

CODE: dict[str, Any] = {"start": "construction"}
RULES, GATE, KINDS = "aidlc.domain.content_rules", "aidlc.domain.gate", "aidlc.domain.classification"
LANDING = out(f"{GATE}.what_else_would_land")
EVIL = "src/evil.py"


@attack("code is parked under a free path and moved from there", out(f"{RULES}._moves_out_of_free"))
def parked_and_moved() -> str:
    return state_of(**CODE, base={"docs/x.md": "backdoor"}, files={"docs/x.md": None, EVIL: "backdoor"})


@attack("merging brings a file that the difference doesn't show", LANDING)
def merge_brings_more() -> str:
    made = Build(CODE)
    smuggled = PathChange(path=EVIL, old=None, new=entry_of("evil"))
    content = made.content.model_copy(update={"merged": (*(made.content.merged or ()), smuggled)})
    return str(evaluate_gate(made.policy, made.facts.model_copy(update={"content": content})).state)


@attack("two merge bases let the attacker choose what is shown", LANDING)
def two_merge_bases() -> str:
    return state_of(**CODE, bases=["main", "root"])


@attack("a conflict is left for whoever merges", LANDING)
def conflict_is_left_open() -> str:
    return state_of(**CODE, merged=False)


@attack(
    "an unchanged part of the folder that nobody approved rides along",
    out("aidlc.domain.demands._informed", lambda demand, *_: demand),
)
def unseen_part_rides_along() -> str:
    return state_of(only=True, base="$inception", files={f"{samples.IN}/intent.md": "$intent:2"})


@attack("code comes without a Bolt", out(f"{RULES}._construction"))
def code_without_a_bolt() -> str:
    files = {samples.BOLT: "$bolt:cancelled", EVIL: "x"}
    return state_of(**CODE, only=True, base={samples.BOLT: samples.bolt()}, files=files)


@attack("a Bolt of one Unit carries code of another", out(f"{RULES}.matches", True))
def code_of_another_unit() -> str:
    past = {"unit_paths": ["src/cart/**"]}
    files = {samples.BOLT: "$bolt:in-progress", "src/cart-evil/x.py": "x"}
    return state_of(**CODE, past=past, unit_paths=["src/cart/**"], only=True, files=files)


@attack("inception leaves out what would show the risks", out(f"{RULES}.missing_for"))
def artefact_left_out() -> str:
    return state_of(files={f"{samples.IN}/risks.md": None})


@attack(
    "a workflow that runs with the repository's secrets comes as free text",
    out(f"{KINDS}._matches_guarded", False),
)
def workflow_as_free_text() -> str:
    free = {"free": ["docs/**", "*/workflows/**"]}
    return state_of(start="free", only=True, policy=free, files={".GitHub/workflows/x.yml": "on: push"})


@attack("a link takes the place where a guarded folder will be", out(f"{KINDS}.covers", matches))
def link_in_place_of_a_folder() -> str:
    policy = {"maintenance": {"approvals": [{"role": "developer", "count": 1}]}}
    files = {"deploy": "a link", "src/any.py": "x"}
    return state_of(start="maintenance", only=True, policy=policy, files=files, reviews=[{"by": "bob"}])


@attack(
    "a policy that asks for less comes with an approval of its phase", out(f"{KINDS}._matches_guarded", False)
)
def policy_rides_along() -> str:
    files = {".github/aidlc.yml": "roles: {}"}
    return state_of(**CODE, files=files, proposed={"phases": {"construction": {"independence": "solo"}}})


@attack("a policy that nobody can satisfy later, or everybody, is approved unread", out(f"{RULES}._proposed"))
def policy_is_broken() -> str:
    files = {".github/aidlc.yml": "free: ['**']"}
    reviews = [{"by": "dave"}]
    return state_of(start="guarded", only=True, files=files, proposed={"free": ["**"]}, reviews=reviews)


@attack("the policy in force frees everything", out(f"{GATE}.check_policy"))
def policy_that_frees_everything() -> str:
    return state_of(start="free", only=True, policy={"free": ["**"]}, files={EVIL: "x"})


@attack("construction and another inception in one, approved as one of them", out(f"{KINDS}._too_much", []))
def two_phases_in_one() -> str:
    return state_of(
        **CODE, files={f"{samples.IN}/intent.md": "$intent:2"}, reviews=[{"by": "bob"}, {"by": "alice"}]
    )


@attack("what a draft holds is merged before its author is done", out(f"{GATE}._waiting"))
def draft_is_merged() -> str:
    return state_of(draft=True)


@attack("the approvals are given for a branch where nothing matters", out(f"{GATE}._not_governed", ""))
def into_a_side_branch() -> str:
    return state_of(base_ref="weak")


@attack("construction starts while nobody approved inception", out(f"{GATE}.earlier_phases", Earlier()))
def phase_is_skipped() -> str:
    return state_of(**CODE, past={"direct_push": True})


@attack("an approver said no to inception after its merge", out(f"{GATE}.earlier_phases", Earlier()))
def objection_after_the_merge() -> str:
    late = {"by": "alice", "state": "CHANGES_REQUESTED", "at": 90}
    return state_of(**CODE, past={"also": [late]})


@attack(
    "a Deployment Unit carries another intent's Bolt",
    out(f"{RULES}.missing_for"),
)
def bolt_of_another_intent() -> str:
    foreign = samples.deployment_unit().replace("events/check-in/qr", "payments/card/charge")
    files = {
        f"{samples.OP}/deployment-units/scanning.md": foreign,
        f"{samples.OP}/releases/first.md": samples.release(
            oid("merge of construction"), "production", foreign
        ),
    }
    lines = [{"by": "alice", "body": "{line}"}, {"by": "bob", "body": "{line}"}]
    return state_of(start="operation", files=files, reviews=lines)
