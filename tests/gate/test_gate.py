"""What a decision says beside its verdict."""

from __future__ import annotations

import pytest

from aidlc.domain.decision import GateDecision, State, Verdict
from aidlc.domain.gate import evaluate_gate, worst_of
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import oid


def decide(**words: object) -> GateDecision:
    made = Build(words)
    return evaluate_gate(made.policy, made.facts)


def test_worst_decision_is_posted_where_pull_requests_share_a_head() -> None:
    opened, waiting, refused = decide(), decide(base_ref="release"), decide(c1={"by": {"email": "x@y"}})

    assert worst_of([opened, waiting]).state is State.PENDING
    assert worst_of([refused, opened, waiting]).state is State.FAILURE
    assert worst_of([opened, opened]).state is State.SUCCESS


def test_policy_that_cannot_be_used_is_an_error_with_its_problems() -> None:
    decision = decide(policy={"free": ["**"]})

    assert (decision.verdict, decision.state, decision.head) == (Verdict.CLOSED, State.ERROR, oid("c1"))
    assert [str(each) for each in decision.problems] == [decision.sentence]
    assert decision.waiting == ()


def test_phase_scope_and_digest_belong_to_one_requirement() -> None:
    decision = decide(start="maintenance", files={"deploy/run.sh": "faster"})

    assert [each.phase for each in decision.requirements] == ["guarded"]
    assert (decision.phase, decision.scope) == ("guarded", "repository")
    assert decision.digest == decision.requirements[0].digest


def test_decision_names_head_phase_scope_and_the_line_to_paste() -> None:
    made = Build({})
    decision = evaluate_gate(made.policy, made.facts)

    assert decision.head == oid("c1")
    assert (decision.phase, decision.scope) == ("inception", "events")
    assert [each.line for each in decision.requirements] == made.lines()
    assert decision.digest == made.lines()[0][-64:]
    assert decision.requirements[0].satisfied
    assert "aidlc-records/events/inception/intent.md" in decision.requirements[0].paths


def test_pull_request_with_guarded_paths_has_two_requirements() -> None:
    decision = decide(start="construction", files={"deploy/run.sh": "faster"})

    assert [(each.phase, each.scope, each.satisfied) for each in decision.requirements] == [
        ("construction", "events/check-in", True),
        ("guarded", "repository", False),
    ]
    assert decision.requirements[1].paths == ("deploy/run.sh",)
    assert decision.sentence == "Waiting for 1 maintainer (dave)."


def test_digest_line_is_asked_for_with_its_reason_where_content_was_never_approved() -> None:
    decision = decide(
        only=True, base="$inception", files={"aidlc-records/events/inception/intent.md": "$intent:2"}
    )

    assert decision.requirements[0].digest_line_required
    assert "never approved" in decision.requirements[0].why_digest_line
    assert all(need.digest_line for need in decision.needed)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"bases": []}, "Update the branch: it has no merge base with its base branch."),
        ({"bases": ["root", "main"]}, "Update the branch: it has 2 merge bases with its base branch."),
        ({"merged": False}, "Update the branch: it conflicts with its base branch."),
        (
            {"landed": {"src/door.py": "another door"}},
            "Update the branch: merging would give src/door.py other content than is shown here.",
        ),
        (
            {"landed": {"aidlc-records/events/inception/context.md": "more"}},
            f"Update the branch: merging would give {samples.IN}/context.md other content than is shown here.",
        ),
    ],
)
def test_what_would_land_must_be_what_is_shown(words: dict[str, object], sentence: str) -> None:
    decision = decide(**words)

    assert (decision.verdict, decision.state, decision.sentence) == (Verdict.CLOSED, State.PENDING, sentence)


@pytest.mark.parametrize("path", ["src/gone.py", "src/b.py"])
def test_deletion_that_would_not_land_is_named(path: str) -> None:
    made = Build(
        {
            "start": "construction",
            "base": {"src/gone.py": "old"},
            "files": {"src/gone.py": None, "src/b.py": "b"},
        }
    )
    merged = tuple(each for each in made.content.merged or () if each.path != path)
    content = made.content.model_copy(update={"merged": merged})
    decision = evaluate_gate(made.policy, made.facts.model_copy(update={"content": content}))

    assert decision.waiting == (
        f"Update the branch: merging would give {path} other content than is shown here.",
    )


def test_first_of_several_paths_that_would_land_otherwise_is_named() -> None:
    decision = decide(
        start="construction", landed={"src/b.py": "b", "src/door.py": "another", "src/a.py": "a"}
    )

    assert (
        decision.sentence
        == "Update the branch: merging would give src/a.py other content than is shown here."
    )


def test_release_whose_deployment_unit_changed_beside_it_is_named_as_people_say_it() -> None:
    unit = f"{samples.OP}/deployment-units/scanning.md"
    decision = decide(
        start="operation",
        base={unit: samples.deployment_unit()},
        only=True,
        files={f"{samples.OP}/releases/first.md": "$release:merge of construction"},
        main={unit: samples.deployment_unit("Other")},
    )

    assert decision.waiting == (
        "Update the branch: merging would give events/first for production other content than is shown here.",
    )


def test_folder_that_the_default_branch_changed_beside_must_be_shown() -> None:
    context = "---\nschema: aidlc/context/v1\n---\n\nFrom elsewhere.\n"
    decision = decide(main={"aidlc-records/events/inception/context.md": context})

    assert decision.state is State.PENDING
    assert decision.sentence.startswith("Update the branch: merging would give events other content")


def test_free_paths_may_differ_on_the_default_branch() -> None:
    assert decide(main={"docs/news.md": "news"}).verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("paths", "files", "opens"),
    [
        (["src/**"], {}, True),
        (["src/**"], {"lib/any.py": "changed"}, False),
        ([], {"lib/any.py": "changed"}, True),
        (["src/**"], {"docs/door.md": "free"}, True),
    ],
)
def test_code_outside_the_units_own_paths_is_refused(
    paths: list[str], files: dict[str, str], opens: bool
) -> None:
    decision = decide(start="construction", past={"unit_paths": paths}, files=files)

    assert (decision.verdict is Verdict.OPEN) is opens
    assert (decision.state is State.FAILURE) is not opens


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"aidlc-records/events/construction/check-in/bolts/qr.md": "$bolt:cancelled"}, "isn't cancelled"),
        ({"aidlc-records/events/construction/other/bolts/x.md": "$bolt:planned"}, "inception doesn't know"),
        ({"aidlc-records/other/inception/intent.md": "$intent:1"}, "2 intents"),
        ({"aidlc-records/events/operation/releases/first.md": "$release:main"}, "mixes"),
        ({"aidlc-records/notes.txt": "notes"}, "no record that AI-DLC knows"),
    ],
)
def test_construction_keeps_to_one_bolt_unit_and_phase(files: dict[str, str], words: str) -> None:
    decision = decide(start="construction", files=files)

    assert decision.state is State.FAILURE
    assert words in str([str(problem) for problem in decision.problems])


def test_last_bolt_of_a_unit_needs_the_approvals_of_testing_too() -> None:
    policy = {"phases": {"construction": {"testing": [{"role": "product-owner"}]}}}
    bolt = "aidlc-records/events/construction/check-in/bolts/qr.md"

    unfinished = decide(start="construction", policy=policy)
    finished = decide(start="construction", policy=policy, files={bolt: "$bolt:finished"})

    assert unfinished.verdict is Verdict.OPEN
    assert finished.sentence == "Waiting for 1 product-owner (alice)."


def test_maintenance_needs_its_own_approvals_and_no_bolt() -> None:
    policy = {"maintenance": {"approvals": [{"role": "developer", "count": 2}]}}

    assert decide(start="maintenance", policy=policy).verdict is Verdict.OPEN
    assert decide(start="maintenance", policy=policy, reviews=[{"by": "bob"}]).sentence == (
        "Waiting for 1 developer (carol)."
    )
    assert decide(start="maintenance").state is State.FAILURE


def test_operation_takes_one_release_and_the_units_it_names() -> None:
    extra = "aidlc-records/events/operation/deployment-units/extra.md"
    second = "aidlc-records/events/operation/releases/second.md"

    assert decide(start="operation").verdict is Verdict.OPEN
    assert (
        "isn't part of the release" in decide(start="operation", files={extra: "$deployment-unit:x"}).sentence
    )
    assert "2 releases" in decide(start="operation", files={second: "$release:main"}).sentence


def test_head_that_was_not_read_decides_nothing() -> None:
    made = Build({})
    moved = made.facts.model_copy(update={"pull": made.pull.model_copy(update={"head": oid("newer")})})

    decision = evaluate_gate(made.policy, moved)
    what = "The content that was read isn't that of the pull request's head: run the gate again."
    assert (decision.verdict, decision.state, decision.head) == (Verdict.CLOSED, State.PENDING, oid("newer"))
    assert (decision.sentence, decision.waiting, decision.problems) == (what, (what,), ())
    assert decision.requirements == ()


def test_commits_that_are_not_all_known_keep_the_gate_closed() -> None:
    made = Build({})
    blind = made.facts.model_copy(update={"pull": made.pull.model_copy(update={"commits": ()})})

    assert evaluate_gate(made.policy, blind).sentence.startswith(
        "The pull request's commits aren't all known"
    )


def test_sentence_fits_a_status_whatever_the_names() -> None:
    people = [f"a-developer-with-a-very-long-name-{number}#{number}" for number in range(200, 220)]
    decision = decide(policy={"roles": {"developer": {"users": people}}}, reviews=[])

    assert len(decision.sentence) <= 140
    assert "1 developer (a-developer-with" in decision.sentence or "1 developer" in decision.sentence
    assert len(decision.needed[1].people) == 20


def test_error_is_worse_than_a_refusal() -> None:
    refused, unusable = decide(c1={"by": {"email": "x@y"}}), decide(policy={"free": ["**"]})

    assert worst_of([refused, unusable]).state is State.ERROR
    assert worst_of([unusable, refused]).state is State.ERROR


def test_requirement_shows_at_most_a_thousand_paths() -> None:
    decision = decide(start="construction", files={f"src/{number:04}.py": "x" for number in range(1001)})

    assert len(decision.requirements[0].paths) == 1000
