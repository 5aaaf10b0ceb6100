"""Approved on the default branch, or not: the walk over its first parents."""

from __future__ import annotations

from typing import Any

from aidlc.domain.facts import Entry, History, PathChange, Transition
from aidlc.domain.histories import HistoryVerdict, evaluate_history
from schemas.policy import Policy
from tests.gate import samples
from tests.gate.builder import FACTS, Build
from tests.gate.gitworld import entry_of, oid

IN = samples.IN
POLICY = samples.policy_from({})


def merged(name: str, **words: Any) -> Transition:
    """A pull request of inception, as it was merged."""
    made = Build(words)
    return made.merged(name, made.git.merge(made.tip, "head") or {})


def coded(name: str, **words: Any) -> Transition:
    """A pull request of construction, as it was merged."""
    return merged(name, start="construction", **words)


def history(*newest_first: Transition, phase: str = "inception", scope: str = "events") -> History:
    return History(phase=phase, scope=scope, transitions=newest_first)


def verdict(*newest_first: Transition, policy: Policy = POLICY) -> HistoryVerdict:
    return evaluate_history(policy, FACTS, history(*newest_first))


def built(*newest_first: Transition) -> HistoryVerdict:
    return evaluate_history(
        POLICY, FACTS, history(*newest_first, phase="construction", scope="events/check-in")
    )


EDIT = {f"{IN}/intent.md": "$intent:2"}


def edited(name: str, **words: Any) -> Transition:
    """A second pull request that changes one file of a folder that lies there."""
    return merged(name, only=True, base="$inception", files=EDIT, **words)


def test_newest_transition_counts_with_what_was_approved_before_it() -> None:
    found = verdict(edited("second"), merged("first"))

    assert found.approved
    assert found.pull_request == 3
    assert f"{IN}/prfaq.md" in found.entries
    assert found.sentence == "The inception of events was approved in pull request #3 by alice, bob."


def test_what_an_edit_left_unchanged_must_have_been_approved_before() -> None:
    assert not verdict(edited("second")).approved
    assert not verdict(edited("second"), merged("first", reviews=[{"by": "bob"}])).approved


def test_content_that_a_direct_push_brought_back_is_not_approved_by_what_was_before_it() -> None:
    first, back = merged("first"), merged("push back", direct_push=True)

    assert not verdict(edited("third"), back, first).approved


def test_digest_line_renews_the_whole_folder() -> None:
    lines = [{"by": "alice", "body": "{line}"}, {"by": "bob", "body": "{line}"}]

    assert verdict(edited("renewal", reviews=lines)).approved


def test_equal_content_approved_long_ago_does_not_approve_the_newest_transition() -> None:
    assert not verdict(merged("again", reviews=[]), merged("first")).approved


def test_policy_at_the_merge_judges_not_the_one_of_today() -> None:
    today = samples.policy_from(
        {"roles": {"product-owner": {"users": ["zoe#77"]}, "developer": {"users": ["yan#78", "carol#13"]}}}
    )

    assert verdict(merged("first"), policy=today).approved


def test_policy_of_today_takes_away_what_it_revokes() -> None:
    today = samples.policy_from({"revoked": ["review:1"]})

    assert not verdict(merged("first"), policy=today).approved


def test_outsider_cannot_take_an_approval_away_after_the_merge() -> None:
    transition = merged("first", also=[{"by": "mallory", "state": "CHANGES_REQUESTED", "at": 90}])
    made = Build({})

    assert evaluate_history(POLICY, FACTS, history(transition), standings=made.facts.standings).approved


def test_pull_request_that_broke_the_rules_when_merged_approves_nothing() -> None:
    found = verdict(merged("mixed", files={"src/door.py": "code beside inception"}))

    assert "broke the rules when it was merged" in found.sentence


def test_what_happens_to_the_branch_after_the_merge_does_not_matter() -> None:
    assert verdict(merged("first", events=[{"kind": "head-force-pushed", "at": 70}])).approved
    assert not verdict(merged("first", events=[{"kind": "head-force-pushed", "at": 30}])).approved


def test_pull_request_into_another_branch_approves_nothing() -> None:
    assert not verdict(merged("first", base_ref="release")).approved


def test_pull_request_whose_merge_is_another_commit_approves_nothing() -> None:
    transition = merged("first").model_copy(update={"commit": oid("other")})

    found = verdict(transition)

    assert not found.approved
    assert f"commit {oid('other')[:12]} isn't the merge of pull request #3" in found.sentence


def test_content_that_cannot_be_read_any_more_approves_nothing() -> None:
    assert not verdict(merged("first").model_copy(update={"content": None})).approved


def test_policy_that_was_invalid_approves_nothing_and_says_so() -> None:
    transition = merged("first").model_copy(
        update={"policy": None, "policy_problem": "the policy was invalid"}
    )

    assert "was merged when the policy was invalid" in verdict(transition).sentence


def test_construction_needs_every_change_approved() -> None:
    approved, unapproved = coded("one"), coded("two", reviews=[])

    assert built(approved).approved
    assert not built(approved, unapproved).approved
    assert not built(unapproved, approved).approved
    assert not built().approved


def test_direct_push_to_the_code_of_a_unit_is_named() -> None:
    found = built(coded("one"), coded("push", direct_push=True, files={"src/extra.py": "extra"}))

    assert not found.approved
    assert f"commit {oid('push')[:12]} was pushed without a pull request" in found.sentence
    assert "Revert that commit" in found.sentence


def test_approved_revert_of_a_direct_push_heals() -> None:
    only = {"only": True, "files": {samples.BOLT: "$bolt:in-progress", "src/door.py": "a hole"}}
    push = coded("push", direct_push=True, **only)
    back = [
        change.model_copy(update={"old": change.new, "new": change.old})
        for change in push.paths
        if change.path == "src/door.py"
    ]
    bolt = [change for change in push.paths if change.path == samples.BOLT]
    revert = coded("revert", base={"src/door.py": "a hole"}, files={"src/door.py": "door"})
    healed = revert.model_copy(
        update={
            "paths": (*back, *(change.model_copy(update={"new": None}) for change in bolt)),
            "content": revert.content
            and revert.content.model_copy(
                update={"merged": (*back, *(change.model_copy(update={"new": None}) for change in bolt))}
            ),
        }
    )

    assert not built(push).approved
    assert not built(revert, push).approved
    assert built(healed, push).approved


def test_direct_push_that_deletes_what_another_changed_heals_nothing() -> None:
    push = coded("push", direct_push=True)
    good, evil = entry_of("door"), entry_of("a hole")

    def pushed(old: Entry, new: Entry | None) -> Transition:
        change = PathChange(path="src/door.py", old=old, new=new)
        return push.model_copy(update={"paths": (change,)})

    assert not built(pushed(evil, None), pushed(good, evil), coded("one")).approved
    assert built(pushed(evil, good), pushed(good, evil), coded("one")).approved


def test_merge_that_landed_more_than_was_approved_is_no_approval() -> None:
    transition = coded("one")
    more = transition.paths[0].model_copy(
        update={"path": "src/more.py", "old": None, "new": entry_of("more")}
    )

    found = built(transition.model_copy(update={"paths": (*transition.paths, more)}))

    assert not found.approved
    assert "isn't a clean merge of pull request #4" in found.sentence


def test_free_paths_do_not_concern_a_unit_and_guarded_ones_do() -> None:
    docs = coded("docs", direct_push=True, only=True, files={"docs/guide.md": "guide"})
    guarded = coded("guarded", direct_push=True, only=True, files={"deploy/run.sh": "faster"})

    assert built(docs, coded("one")).approved
    assert not built(guarded, coded("one")).approved
