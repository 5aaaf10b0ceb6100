"""Ways to open the gate that were tried, and that don't. Each begins with what an adversary controls."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.decision import GateDecision, Verdict
from aidlc.domain.facts import Activity, GateFacts, PathChange, RepositoryFacts
from aidlc.domain.gate import evaluate_gate
from schemas.policy import Policy
from tests.gate import samples
from tests.gate.builder import Build, minute
from tests.gate.gitworld import entry_of, oid

IN, CON = samples.IN, samples.CON
OTHER = {f"{IN}/intent.md": "$intent:2"}


def judged(**words: Any) -> GateDecision:
    made = Build(words)
    return evaluate_gate(made.policy, made.facts)


def assert_closed(**words: Any) -> GateDecision:
    decision = judged(**words)
    assert decision.verdict is Verdict.CLOSED
    return decision


def pieces(**words: Any) -> tuple[Policy, GateFacts]:
    made = Build(words)
    return made.policy, made.facts


# -- whose approval


def test_one_person_approving_twice_is_one_person() -> None:
    decision = assert_closed(
        start="construction",
        policy={"phases": {"construction": {"approvals": [{"role": "developer", "count": 2}]}}},
        reviews=[{"by": "bob"}, {"by": "bob", "at": 12}],
    )

    assert decision.needed[0].count == 1


def test_two_reviews_under_one_id_do_not_lend_each_other_their_authors() -> None:
    decision = assert_closed(reviews=[{"by": "alice"}, {"by": "mallory", "id": 5}, {"by": "erin", "id": 5}])

    assert {each.account.login for each in decision.counted} == {"alice"}
    twins = [{"by": "erin", "id": 5}, {"by": "bob", "id": 5}, {"by": "alice"}]
    assert {each.account.login for each in judged(reviews=twins).counted} == {"alice", "bob"}


def test_one_person_does_not_fill_the_rules_of_a_phase_and_of_guarded_paths() -> None:
    assert_closed(
        start="construction",
        policy={"roles": {"maintainer": {"users": ["bob#12", "dave#14"]}}},
        files={"deploy/run.sh": "faster"},
    )


def test_team_id_in_the_place_of_an_account_id_names_nobody() -> None:
    assert_closed(
        policy={"roles": {"developer": {"users": ["carol#13"], "teams": ["acme/devs#12"]}}},
        standings={"bob": {"teams": [13]}},
    )


def test_bot_dressed_as_the_listed_account_is_a_bot() -> None:
    policy, facts = pieces()
    bots = tuple(
        each.model_copy(update={"author": each.author and each.author.model_copy(update={"type": "Bot"})})
        for each in facts.pull.reviews
    )
    pull = facts.pull.model_copy(update={"reviews": bots})

    assert evaluate_gate(policy, facts.model_copy(update={"pull": pull})).verdict is Verdict.CLOSED


def test_deleting_the_authors_account_does_not_let_a_contributor_approve() -> None:
    assert_closed(start="construction", author=None, c1={"by": "bob"})


def test_contributor_hides_behind_an_address_like_web_flows() -> None:
    for hidden in (
        {"name": "GitHub", "email": "noreply@github.com.evil.example"},
        {"name": "github", "email": "noreply@github.com"},
        {"name": "GitHub", "email": "web-flow@users.noreply.github.com"},
    ):
        assert_closed(start="construction", c1={"by": "olga", "committer": hidden})


def test_agents_address_does_not_make_its_owner_independent() -> None:
    assert_closed(
        start="construction",
        policy={"agents": {"emails": ["bob@example.com"], "users": ["robo#17"]}},
        c1={"by": "bob"},
    )


def test_agents_login_registered_again_lifts_no_block() -> None:
    assert_closed(
        also=[{"by": "carol", "state": "DISMISSED", "at": 20}],
        events=[{"kind": "review-dismissed", "review": 3, "was": "CHANGES_REQUESTED", "by": "robo-again"}],
    )


def test_solo_is_for_bots_pull_requests_and_agents_are_no_bots() -> None:
    solo = {"phases": {"construction": {"independence": "solo"}}}

    assert_closed(
        start="construction",
        author="robo",
        policy=solo,
        c1={"by": "bob"},
        reviews=[{"by": "bob", "body": "{line}"}],
    )


# -- which content


def test_changing_only_the_mode_of_an_artefact_ends_the_approval() -> None:
    policy, facts = pieces(start="construction")
    made = Build({"start": "construction"})
    old = made.content.head
    entry = entry_of("a QR door").model_copy(update={"mode": "100755"})
    changes = tuple(
        each.model_copy(update={"new": entry}) if each.path == "src/door.py" else each for each in old.changes
    )
    head = old.model_copy(update={"commit": oid("c2"), "changes": changes, "parents": (oid("c1"),)})
    content = facts.content.model_copy(
        update={"head": head, "merged": changes, "snapshots": {oid("c1"): old}}
    )
    commits = tuple(each.model_copy(update={"oid": oid("c2")}) for each in facts.pull.commits)
    pull = facts.pull.model_copy(update={"head": oid("c2"), "commits": commits})
    decision = evaluate_gate(policy, facts.model_copy(update={"pull": pull, "content": content}))

    assert [str(each.why) for each in decision.ignored] == ["stale"]
    assert decision.verdict is Verdict.CLOSED


def test_approval_in_another_repository_binds_other_content() -> None:
    made = Build({"reviews": [{"by": "alice", "body": "{line}"}, {"by": "bob", "body": "{line}"}]})
    elsewhere = made.facts.model_copy(
        update={"repository": RepositoryFacts(id=1, name="evil/events", default_branch="main")}
    )

    assert evaluate_gate(made.policy, made.facts).verdict is Verdict.OPEN
    assert evaluate_gate(made.policy, elsewhere).verdict is Verdict.CLOSED


def test_snapshot_filed_under_another_commits_id_is_not_believed() -> None:
    made = Build({"pushes": [{"name": "c2", "files": OTHER}], "reviews": [{"by": "alice"}, {"by": "bob"}]})
    swapped = made.content.model_copy(update={"snapshots": {oid("c1"): made.content.head}})

    decision = evaluate_gate(made.policy, made.facts.model_copy(update={"content": swapped}))

    assert decision.verdict is Verdict.CLOSED


def test_pushing_and_taking_back_within_the_second_of_the_review_proves_nothing() -> None:
    assert_closed(
        pushes=[{"name": "c2", "files": OTHER}, {"name": "c3", "files": {f"{IN}/intent.md": "$intent:1"}}],
        events=[{"kind": "head-force-pushed", "at": 10}],
        activity=[
            {"at": 1, "to": "c1"},
            {"at": 10, "from": "c1", "to": "c2"},
            {"at": 10, "from": "c2", "to": "c3"},
        ],
    )


def test_event_in_the_second_of_the_review_counts_as_after_it() -> None:
    assert_closed(events=[{"kind": "head-force-pushed", "at": 10}, {"kind": "head-force-pushed", "at": 11}])


@pytest.mark.parametrize("kind", ["head-force-pushed", "head-deleted", "head-restored", "reopened"])
def test_what_may_move_a_review_ends_it(kind: str) -> None:
    assert_closed(events=[{"kind": kind, "at": 20}])


def test_activity_without_zone_or_out_of_time_proves_nothing() -> None:
    policy, facts = pieces(events=[{"kind": "head-force-pushed", "at": 20}])
    known = Activity(at=minute(1) or facts.pull.timeline[0].at, before="0" * 40, after=oid("c1"))
    for broken in (known.at.replace(tzinfo=None), known.at.replace(year=1999)):
        activity = (known.model_copy(update={"at": broken}),)
        pull = facts.pull.model_copy(update={"activity": activity})

        decision = evaluate_gate(policy, facts.model_copy(update={"pull": pull}))

        assert decision.verdict is Verdict.CLOSED


def test_deleted_branch_in_the_activity_list_proves_nothing() -> None:
    assert_closed(
        events=[{"kind": "head-restored", "at": 20}],
        reviews=[{"by": "alice", "at": 15}, {"by": "bob", "at": 15}],
        activity=[{"at": 1, "to": "c1"}, {"at": 12, "from": "c1", "to": "gone"}],
    )


def test_digest_line_inside_a_sentence_a_quote_or_a_code_span_is_none() -> None:
    for body in ("ok {line}", "> {line}", "`{line}`", "- {line}", "{line} please"):
        assert_closed(
            policy={"phases": {"inception": {"evidence": "digest"}}},
            reviews=[{"by": "alice", "body": body}, {"by": "bob", "body": body}],
        )


def test_digest_line_of_the_phase_does_not_approve_the_guarded_paths() -> None:
    decision = assert_closed(
        start="guarded",
        policy={"guarded": {"evidence": "digest"}},
        reviews=[{"by": "dave", "body": "aidlc-approve: maintenance repository 0123456789abcdef"}],
    )

    assert [str(each.why) for each in decision.ignored] == ["digest-line-wrong"]


# -- which paths


@pytest.mark.parametrize(
    "files",
    [
        {"deploy/run.sh": None, "docs/run.sh": "run"},
        {"deploy": "link:docs"},
        {"deploy": "module:elsewhere"},
        {".gitmodules": "[submodule]"},
        {"docs/.gitattributes": "*.md -diff"},
        {"docs/codeowners": "* @mallory"},
        {".github": "module:elsewhere"},
        {"docs/guide.md": "guide", ".github/x": "x"},
    ],
)
def test_guarded_paths_stay_guarded_however_they_change(files: dict[str, str | None]) -> None:
    decision = assert_closed(start="free", only=True, files=files, reviews=[{"by": "bob"}, {"by": "carol"}])

    assert "1 maintainer (dave)" in decision.model_dump_json() or decision.problems


def test_free_pattern_reaches_neither_records_nor_the_policy() -> None:
    free = {"free": ["docs/**", "aidlc-records/**", ".github/**", "deploy/**"]}
    for path in (f"{IN}/intent.md", ".github/aidlc.yml", "deploy/run.sh"):
        decision = judged(start="free", only=True, policy=free, files={path: "x"}, reviews=[{"by": "bob"}])

        assert decision.verdict is Verdict.CLOSED


def test_bytes_that_are_no_text_are_code_like_others() -> None:
    assert_closed(start="free", files={b"docs2/\xff\n".decode("utf-8", "surrogateescape"): "x"})


def test_folder_named_almost_like_the_records_is_no_hiding_place() -> None:
    for path in ("aidlc-records", "Aidlc-records/x", "aidlc-records/events", "aidlc-records/events/notes.md"):
        assert_closed(start="free", files={path: "x"}, reviews=[{"by": "bob"}, {"by": "dave"}])


@pytest.mark.parametrize("path", ["aidlc-records/events/approvals/0123456789ab.json", "aidlc-records/junk"])
def test_removing_evidence_or_unknown_records_needs_those_who_guard(path: str) -> None:
    decision = assert_closed(
        start="free", base={path: "x"}, files={path: None}, reviews=[{"by": "bob"}, {"by": "carol"}]
    )

    assert decision.sentence == "Waiting for 1 maintainer (dave)."


def test_removing_evidence_beside_a_phase_needs_those_who_guard_too() -> None:
    path = "aidlc-records/events/approvals/0123456789ab.json"

    decision = assert_closed(start="construction", base={path: "x"}, files={path: None})

    assert [each.phase for each in decision.requirements] == ["construction", "guarded"]
    assert decision.sentence == "Waiting for 1 maintainer (dave)."


# -- what it rests on


def test_history_of_another_intent_does_not_count() -> None:
    made = Build({"start": "construction"})
    renamed = tuple(each.model_copy(update={"scope": "other"}) for each in made.facts.histories)

    decision = evaluate_gate(made.policy, made.facts.model_copy(update={"histories": renamed}))

    assert decision.verdict is Verdict.CLOSED


def test_release_of_a_commit_that_only_a_merged_branch_had_is_refused() -> None:
    made = Build({"start": "operation"})
    off_the_line = tuple(each.model_copy(update={"tip": ""}) for each in made.facts.histories)

    decision = evaluate_gate(made.policy, made.facts.model_copy(update={"histories": off_the_line}))

    assert "isn't on the default branch's own line" in decision.sentence


def test_release_without_units_rests_on_inception_and_cannot_be_deployed_unseen() -> None:
    empty = (
        samples.deployment_unit()
        .replace("units:\n  - check-in\n", "")
        .replace("bolts:\n  - events/check-in/qr\n", "")
    )
    files = {
        f"{samples.OP}/deployment-units/scanning.md": empty,
        f"{samples.OP}/releases/first.md": samples.release(oid("merge of construction"), "production", empty),
    }
    lines = [{"by": "alice", "body": "{line}"}, {"by": "bob", "body": "{line}"}]

    assert_closed(start="operation", files=files, reviews=lines)


def test_merge_that_brings_more_than_the_difference_shows_is_refused() -> None:
    policy, facts = pieces(start="construction")
    smuggled = PathChange(path="src/evil.py", old=None, new=entry_of("evil"))
    merged = (*(facts.content.merged or ()), smuggled)
    content = facts.content.model_copy(update={"merged": merged})

    decision = evaluate_gate(policy, facts.model_copy(update={"content": content}))

    assert decision.sentence.startswith("Update the branch: merging would give src/evil.py")


def test_default_branch_folder_that_cannot_be_told_keeps_inception_closed() -> None:
    policy, facts = pieces()
    blind = facts.content.model_copy(update={"landing": None})

    decision = evaluate_gate(policy, facts.model_copy(update={"content": blind}))

    assert decision.verdict is Verdict.CLOSED
