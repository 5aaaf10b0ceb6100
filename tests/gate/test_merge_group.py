"""A merge queue's group: nothing but what was approved in each of its pull requests, and each of them open by itself."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.decision import GateDecision, State, Verdict
from aidlc.domain.facts import Entry
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.merge_group import GroupFacts, GroupMember, evaluate_group
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import Tree, difference, entry_of, oid, records_of

HEAD, TIP = oid("group"), oid("tip")
AGAIN = "Take it out of the queue, update its branch, have it approved again and queue it again."
POLICY = samples.policy_from({})


def member(number: int, made: Build) -> GroupMember:
    """A pull request as the gate decides on it by itself."""
    facts = made.facts.model_copy(update={"pull": made.pull.model_copy(update={"number": number})})
    return GroupMember(facts=facts, decision=evaluate_gate(made.policy, facts))


def group(*made: Build, left: dict[str, str | None] | None = None, **changes: Any) -> GroupFacts:
    """The pull requests #1, #2, … on the first one's base, their files on top of one another, then `left`."""
    base: Tree = made[0].git.trees[made[0].tip]
    tree: dict[str, str | None] = dict(base)
    for each in made:
        changed = {change.path for change in each.content.head.changes}
        tree |= {path: each.git.trees[each.head].get(path) for path in changed}
    tree |= left or {}
    whole = {path: text for path, text in tree.items() if text is not None}
    facts = GroupFacts(
        head=HEAD,
        tip=TIP,
        base=TIP,
        changes=difference(base, whole),
        records=records_of(whole),
        members=tuple(member(number, each) for number, each in enumerate(made, start=1)),
    )
    return facts.model_copy(update=changes)


def decide(*made: Build, left: dict[str, str | None] | None = None, **changes: Any) -> GateDecision:
    return evaluate_group(POLICY, group(*made, left=left, **changes))


def refused(decision: GateDecision) -> list[str]:
    """The problems of a group that is refused for them and carries nothing that could be taken for an approval."""
    assert (decision.verdict, decision.state, decision.head) == (Verdict.CLOSED, State.FAILURE, HEAD)
    assert (decision.requirements, decision.counted, decision.waiting) == ((), (), ())
    assert decision.problems
    return [str(problem) for problem in decision.problems]


def inception(**words: Any) -> Build:
    return Build(words)


def edit(**files: str) -> Build:
    """An approved change of the inception that lies approved on the default branch."""
    reviews = [{"by": "alice"}, {"by": "bob"}]
    changed = {f"{samples.IN}/{name}.md": text for name, text in files.items()}
    return Build({"start": "construction", "only": True, "files": changed, "reviews": reviews})


def code(**words: Any) -> Build:
    return Build({"start": "construction", **words})


def guarded(**words: Any) -> Build:
    return Build({"start": "guarded", **words})


def free(**words: Any) -> Build:
    return Build({"start": "free", **words})


def test_group_of_approved_pull_requests_opens_and_carries_what_each_was_approved_by() -> None:
    made = inception(), guarded(also=[{"by": "claude"}], files={"deploy/link": "link:run.sh"})
    alone = [member(number, each).decision for number, each in enumerate(made, start=1)]
    decision = decide(*made)

    assert (decision.verdict, decision.state, decision.head) == (Verdict.OPEN, State.SUCCESS, HEAD)
    assert decision.sentence == (
        "Every pull request of the group is approved, and the group brings what was approved: #1, #2."
    )
    assert decision.requirements == (*alone[0].requirements, *alone[1].requirements)
    assert [each.account.login for each in decision.counted] == ["alice", "bob", "dave"]
    assert [each.review for each in decision.ignored] == [2]
    assert decision.notes == ("deploy/link is a symbolic link.",)
    assert (decision.problems, decision.waiting) == ((), ())


def test_group_about_free_paths_alone_needs_no_approval() -> None:
    decision = decide(free(), free(files={"README.md": "read"}, only=True))

    assert (decision.verdict, decision.state) == (Verdict.NOT_APPLICABLE, State.SUCCESS)
    assert decision.sentence == "Every pull request of the group is about free paths only: #1, #2."


def test_one_approved_pull_request_among_free_ones_makes_the_group_an_approved_one() -> None:
    assert decide(free(), guarded(), free(files={"README.md": "read"}, only=True)).verdict is Verdict.OPEN


@pytest.mark.parametrize("base", [oid("older"), ""])
def test_group_built_on_something_else_than_todays_default_branch_is_built_again(base: str) -> None:
    decision = decide(inception(), base=base)

    what = "The default branch isn't what the group was built on: the queue has to build it again."
    assert (decision.verdict, decision.state) == (Verdict.CLOSED, State.PENDING)
    assert (decision.sentence, decision.waiting, decision.head) == (what, (what,), HEAD)
    assert (decision.problems, decision.counted) == ((), ())


def test_commit_that_no_pull_request_explains_closes_the_group() -> None:
    sentence = "Commit 0123456789ab of the group belongs to no pull request."
    problem = f"merge group: {sentence} Queue pull requests by GitHub's merge queue only."

    assert refused(decide(inception(), unknown=(sentence,))) == [problem]
    assert refused(decide(inception(), members=(), changes=(), unknown=(sentence,))) == [problem]


def test_group_without_a_known_pull_request_is_refused() -> None:
    assert refused(decide(inception(), members=(), changes=())) == [
        "merge group: The merge group holds no pull request that is known."
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"reviews": []}, "Waiting for 1 maintainer (dave)."),
        ({"draft": True}, "The pull request is a draft: mark it ready for review."),
        ({"also": [{"by": "bob", "state": "CHANGES_REQUESTED"}]}, "Changes were requested by bob."),
    ],
)
def test_pull_request_that_is_closed_by_itself_closes_the_group(words: dict[str, Any], sentence: str) -> None:
    decision = decide(inception(), guarded(**words))

    assert refused(decision) == [f"pull request #2: Pull request #2 of the group: {sentence}"]
    assert decision.sentence == f"Pull request #2 of the group: {sentence}"


def test_decision_on_another_commit_of_a_pull_request_says_nothing_about_this_one() -> None:
    facts = group(inception())
    decision = facts.members[0].decision.model_copy(update={"head": oid("older")})
    stale = facts.members[0].model_copy(update={"decision": decision})

    assert len(refused(evaluate_group(POLICY, facts.model_copy(update={"members": (stale,)})))) == 1


@pytest.mark.parametrize("text", ["run twice", None, "link:run faster"])
def test_file_that_lands_otherwise_than_its_pull_request_shows_is_refused(text: str | None) -> None:
    assert refused(decide(inception(), guarded(), left={"deploy/run.sh": text})) == [
        (
            "pull request #2: Together, the group would give deploy/run.sh other content than was approved in #2."
            f" {AGAIN}"
        )
    ]


def test_file_that_lands_in_another_mode_than_its_pull_request_shows_is_refused() -> None:
    facts = group(guarded())
    runs = Entry(mode="100755", type="blob", oid=entry_of("run faster").oid)
    changes = tuple(each.model_copy(update={"new": runs}) for each in facts.changes)

    assert (
        "deploy/run.sh" in refused(evaluate_group(POLICY, facts.model_copy(update={"changes": changes})))[0]
    )


def test_change_that_the_group_leaves_out_is_refused_and_named_by_its_first_path() -> None:
    files = {"deploy/a.sh": "a", "deploy/b.sh": "b"}
    left = {"deploy/run.sh": "run", "deploy/b.sh": None}
    problems = refused(decide(inception(), guarded(files=files), left=left))

    assert len(problems) == 1
    assert "would give deploy/b.sh other content than was approved in #2." in problems[0]


def test_every_pull_request_that_lost_its_content_is_named() -> None:
    one, other = (
        guarded(only=True, files={"deploy/a.sh": "a"}),
        guarded(only=True, files={"deploy/a.sh": "b"}),
    )
    lost = guarded(only=True, files={"deploy/c.sh": "c"})

    assert [text[:15] for text in refused(decide(one, other, lost))] == ["pull request #1"]
    assert [text[:15] for text in refused(decide(other, one, lost, left={"deploy/c.sh": "d"}))] == [
        "pull request #1",
        "pull request #3",
    ]


def test_free_file_may_land_as_another_pull_request_of_the_group_has_it() -> None:
    one = guarded(files={"docs/guide.md": "one"})

    assert decide(one, free(), left={"docs/guide.md": None}).verdict is Verdict.OPEN
    assert decide(one, free(), left={"docs/guide.md": "both"}).verdict is Verdict.OPEN


def test_two_changes_of_one_folder_are_together_what_nobody_approved() -> None:
    one, other = (
        edit(intent="$intent:2"),
        edit(risks=samples.inception()[f"{samples.IN}/risks.md"] + "\nMore.\n"),
    )
    said = "Together, the group would give events other content than was approved in"

    assert decide(one).verdict is Verdict.OPEN
    assert decide(other).verdict is Verdict.OPEN
    assert refused(decide(one, other)) == [
        f"pull request #{number}: {said} #{number}. {AGAIN}" for number in (1, 2)
    ]


def test_inception_that_a_pull_request_rests_on_must_not_change_with_it() -> None:
    assert decide(code()).verdict is Verdict.OPEN
    assert refused(decide(edit(intent="$intent:2"), code())) == [
        f"pull request #2: Together, the group would change the inception of events that #2 rests on. {AGAIN}"
    ]


def test_code_beside_the_inception_of_another_intent_opens() -> None:
    later = {path.replace("/events/", "/later/"): text for path, text in samples.inception().items()}

    assert decide(code(), inception(only=True, files=later)).verdict is Verdict.OPEN


def test_release_whose_deployment_unit_the_group_changes_is_not_what_was_approved() -> None:
    unit = f"{samples.OP}/deployment-units/scanning.md"
    release = f"{samples.OP}/releases/first.md"
    made = Build(
        {
            "start": "operation",
            "base": {unit: samples.deployment_unit()},
            "only": True,
            "files": {release: "$release:merge of construction"},
        }
    )

    assert decide(made).verdict is Verdict.OPEN
    problems = refused(decide(made, left={unit: samples.deployment_unit("Other")}))
    assert problems[0] == (
        "pull request #1: Together, the group would give events/first for production other content than was approved"
        f" in #1. {AGAIN}"
    )


def test_paths_that_no_pull_request_changes_are_each_named() -> None:
    said = "changes in the group, but in none of its pull requests. Queue the pull requests again."

    assert refused(decide(inception(), left={"src/z.py": "z", "docs/a.md": "a"})) == [
        f"docs/a.md: {said}",
        f"src/z.py: {said}",
    ]
