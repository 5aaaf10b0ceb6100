"""Whether a commit was gate-worthy, and what its statuses are worth: the pure part of the audit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlc.domain.audit import audit_commit, governed_paths, reasons_against
from aidlc.domain.audit_report import AuditedCommit, AuditReport, Finding, GateStatus
from aidlc.domain.decision import State
from aidlc.domain.facts import Account, AccountType, PathChange, Transition
from tests.gate import samples
from tests.gate.builder import FACTS, Build
from tests.gate.gitworld import entry_of, oid

POLICY = samples.policy_from({})
GATE = Account(id=41, login="github-actions[bot]", type=AccountType.BOT)
OTHER = Account(id=42, login="helper[bot]", type=AccountType.BOT)


def merged(**words: Any) -> Transition:
    """A pull request of guarded paths, which rests on nothing before it."""
    made = Build({"start": "guarded", **words})
    return made.merged("merge", made.git.merge(made.tip, "head") or {})


def status(state: str, creator: Account | None = GATE) -> GateStatus:
    return GateStatus(state=State(state), creator=creator)


def found(transition: Transition, *statuses: GateStatus, **more: Any) -> list[str]:
    audited = AuditedCommit(transition=transition, statuses=statuses)
    return [str(each.kind) for each in audit_commit(POLICY, FACTS, audited, {}, **more)]


SUCCESS, PENDING = status("success"), status("pending")
FORGED, FOREIGN = status("success", OTHER), status("failure", OTHER)


@pytest.mark.parametrize(
    ("statuses", "approved", "refused"),
    [
        ((), [], ["unapproved-merge"]),
        ((SUCCESS,), [], ["forged-status"]),
        ((PENDING,), [], ["unapproved-merge"]),
        ((PENDING, SUCCESS), [], ["unapproved-merge"]),
        ((FORGED,), ["foreign-status"], ["forged-status"]),
        ((FORGED, SUCCESS), ["foreign-status"], ["forged-status"]),
        ((PENDING, FORGED), [], ["forged-status"]),
        ((SUCCESS, FOREIGN), [], ["forged-status"]),
        ((FOREIGN, SUCCESS), ["foreign-status"], ["unapproved-merge"]),
        ((status("success", None),), ["foreign-status"], ["forged-status"]),
    ],
)
def test_statuses_are_compared_with_what_the_rules_say_and_prove_nothing(
    statuses: tuple[GateStatus, ...], approved: list[str], refused: list[str]
) -> None:
    assert found(merged(), *statuses) == approved
    assert found(merged(reviews=[]), *statuses) == refused


def test_poster_is_told_by_login_without_case() -> None:
    app = status("success", Account(id=43, login="Our-Gate[bot]", type=AccountType.BOT))

    assert found(merged(), app) == ["foreign-status"]
    assert found(merged(), app, posters=frozenset({"our-gate[bot]"})) == []
    assert found(merged(), SUCCESS, posters=frozenset({"our-gate[bot]"})) == ["foreign-status"]


@pytest.mark.parametrize(
    ("words", "kinds", "says"),
    [
        ({"direct_push": True}, ["direct-push"], "was pushed without a pull request"),
        ({"no_policy": True}, ["no-policy"], "no policy was in force"),
        ({"reviews": [{"by": "bob"}]}, ["unapproved-merge"], "without the approval of 1 maintainer"),
        ({"merged_at": 5}, ["unapproved-merge"], "without the approval of 1 maintainer"),
        ({"also": [{"by": "bob", "state": "CHANGES_REQUESTED", "at": 90}]}, ["unapproved-merge"], "bob requested"),
        ({"base_ref": "other"}, ["unapproved-merge"], "was merged into other"),
        ({"c1": {"by": {"email": "who@example.com"}}}, ["unapproved-merge"], "maps to no account"),
        ({"merged": False}, ["unapproved-merge"], "conflicts"),
        ({"files": {"aidlc-records/x.txt": "x"}}, ["unapproved-merge"], "aidlc-records/x.txt"),
    ],
)  # fmt: skip
def test_commit_that_the_gate_would_refuse_is_found_with_its_reason(
    words: dict[str, Any], kinds: list[str], says: str
) -> None:
    transition = merged(**words)
    audited = AuditedCommit(transition=transition)
    findings = audit_commit(POLICY, FACTS, audited, {})

    assert [str(each.kind) for each in findings] == kinds
    assert any(says in reason for reason in findings[0].reasons)
    assert findings[0].sentence == findings[0].reasons[0]
    assert findings[0].remedy


def test_other_content_than_a_clean_merge_is_found() -> None:
    made = Build({"start": "guarded"})
    tree = made.git.merge(made.tip, "head") or {}
    transition = made.merged("merge", {**tree, "src/evil.py": "evil"})

    assert reasons_against(POLICY, FACTS, AuditedCommit(transition=transition), {}) == (
        f"Commit {oid('merge')[:12]} isn't a clean merge of pull request #4.",
    )


def test_construction_without_its_history_is_not_gate_worthy() -> None:
    made = Build({"start": "construction"})
    transition = made.merged("merge", made.git.merge(made.tip, "head") or {})
    told = AuditedCommit(transition=transition, histories=tuple(made.facts.histories))

    assert reasons_against(POLICY, FACTS, told, {}) == ()
    assert reasons_against(POLICY, FACTS, told.model_copy(update={"histories": ()}), {}) != ()


def test_free_paths_are_nobodys_business() -> None:
    transition = merged(direct_push=True)
    free = PathChange(path="docs/guide.md", old=None, new=entry_of("a guide"))

    assert governed_paths(POLICY, [free]) == ()
    assert found(transition.model_copy(update={"paths": (free,)})) == []
    assert found(transition.model_copy(update={"paths": (free, *transition.paths)})) == ["direct-push"]


@pytest.mark.parametrize(
    ("review", "editor", "kinds"),
    [
        ({"edited": True}, "dave", []),
        ({"edited": True}, "bob", ["edited-review"]),
        ({"edited": True}, None, ["edited-review"]),
        ({"edited": False}, None, []),
    ],
)
def test_review_is_its_authors_own_words_or_a_finding(
    review: dict[str, Any], editor: str | None, kinds: list[str]
) -> None:
    transition = merged(reviews=[{"by": "dave", **review}])
    assert transition.pull is not None
    (only,) = transition.pull.reviews
    by = {"dave": only.author, "bob": Account(id=12, login="bob")}.get(editor or "")
    pull = transition.pull.model_copy(update={"reviews": (only.model_copy(update={"editor": by}),)})

    assert found(transition.model_copy(update={"pull": pull})) == kinds


@given(st.lists(st.sampled_from([SUCCESS, PENDING, FORGED, FOREIGN]), max_size=5))
def test_no_status_ever_makes_an_unapproved_commit_clean(statuses: list[GateStatus]) -> None:
    assert found(merged(reviews=[]), *statuses)
    assert found(merged(direct_push=True), *statuses) == ["direct-push"]


def test_report_counts_findings_and_commits_in_one_sentence() -> None:
    report = AuditReport(since=oid("a"), until=oid("b"), commits=2, governed=1)
    finding = Finding(
        kind=next(iter(audit_commit(POLICY, FACTS, AuditedCommit(transition=merged(reviews=[])), {}))).kind,
        commit=oid("b"),
        pull_request=4,
        sentence="No.",
        remedy="Mend it.",
    )

    assert report.sentence == "2 commits audited, 1 of them governed: each was approved."
    told = report.model_copy(update={"findings": (finding, finding)})
    assert told.sentence == "2 commits audited: 2 findings on 1 commit."
    both = (finding, finding.model_copy(update={"commit": oid("c")}))
    assert (
        report.model_copy(update={"findings": both}).sentence == "2 commits audited: 2 findings on 2 commits."
    )


def whole(transition: Transition, *statuses: GateStatus, **more: Any) -> list[str]:
    """Kind, number, sentence and remedy of every finding."""
    audited = AuditedCommit(transition=transition, statuses=statuses, **more)
    findings = audit_commit(POLICY, FACTS, audited, PEOPLE)
    return [f"{each.kind} #{each.pull_request}: {each.sentence} {each.remedy}" for each in findings]


PEOPLE = Build({}).facts.standings
COMMIT = f"commit {oid('merge')[:12]}"
REVERT = "Revert it by an approved pull request, then bring the change in another."
STATUSES = (
    "Find out who may write statuses. A dedicated App whose status alone is required (tier T2) ends this."
)
MISSING = "Pull request #4 was merged without the approval of 1 maintainer."


@pytest.mark.parametrize(
    ("words", "statuses", "expected"),
    [
        (
            {"direct_push": True},
            (),
            (
                f"direct-push #None: C{COMMIT[1:]} was pushed without a pull request. {REVERT} A ruleset that lets nobody"
                " push to the branch stops the next one."
            ),
        ),
        (
            {"no_policy": True},
            (),
            (
                f"no-policy #4: C{COMMIT[1:]} was merged when no policy was in force yet. Restore a valid policy, then"
                " renew what landed meanwhile."
            ),
        ),
        ({"reviews": []}, (), f"unapproved-merge #4: {MISSING} {REVERT}"),
        (
            {"reviews": []},
            (FORGED,),
            f"forged-status #4: helper[bot] posted success for pull request #4: {MISSING} {REVERT} {STATUSES}",
        ),
        (
            {"reviews": []},
            (SUCCESS,),
            (
                "forged-status #4: Success stood on pull request #4, posted by a workflow of this repository or before an"
                f" approval was taken away: {MISSING} {REVERT} {STATUSES}"
            ),
        ),
        (
            {},
            (FOREIGN,),
            f"foreign-status #4: helper[bot] posted the newest status of pull request #4, not the gate. {STATUSES}",
        ),
        (
            {},
            (status("failure", None),),
            f"foreign-status #4: A deleted account posted the newest status of pull request #4, not the gate. {STATUSES}",
        ),
    ],
)
def test_finding_names_commit_pull_request_people_and_what_to_do(
    words: dict[str, Any], statuses: tuple[GateStatus, ...], expected: str
) -> None:
    assert whole(merged(**words), *statuses) == [expected]


def test_every_opinion_that_somebody_else_edited_is_named() -> None:
    edited = {"edited": True}
    transition = merged(
        reviews=[
            {"by": "alice", "state": "COMMENTED", **edited},
            {"by": "dave"},
            {"by": "bob", **edited},
            {"by": "carol", **edited},
            {"by": "ghost", **edited},
        ]
    )
    assert transition.pull is not None
    editors = {3: samples.PEOPLE["bob"], 4: samples.PEOPLE["mallory"], 5: None}
    reviews = tuple(
        each.model_copy(update={"editor": editors.get(each.id)}) for each in transition.pull.reviews
    )
    pull = transition.pull.model_copy(update={"reviews": reviews})
    ask = "Ask its author what they wrote; a digest line in it never counts."

    assert whole(transition.model_copy(update={"pull": pull})) == [
        f"edited-review #4: mallory edited review 4 of carol. {ask}",
        f"edited-review #4: A deleted account edited review 5 of a deleted account. {ask}",
    ]


def test_finding_shows_at_most_a_hundred_paths() -> None:
    transition = merged(direct_push=True)
    paths = tuple(PathChange(path=f"src/{number:03}", old=None, new=entry_of("x")) for number in range(101))
    audited = AuditedCommit(transition=transition.model_copy(update={"paths": paths}))
    (finding,) = audit_commit(POLICY, FACTS, audited, {})

    assert finding.paths == tuple(f"src/{number:03}" for number in range(100))


def test_policy_of_today_and_outsiders_words_weigh_in_the_audit_as_in_the_gate() -> None:
    revoking = samples.policy_from({"revoked": ["dave#14"]})
    audited = AuditedCommit(transition=merged(also=[{"by": "mallory", "state": "CHANGES_REQUESTED"}]))

    assert reasons_against(POLICY, FACTS, audited, PEOPLE) == ()
    assert reasons_against(revoking, FACTS, audited, PEOPLE) == (MISSING,)
    assert reasons_against(POLICY, FACTS, audited, {}) == ("Pull request #4: mallory requested changes.",)


def test_edit_of_an_inception_that_lay_approved_was_gate_worthy() -> None:
    intent = {f"{samples.IN}/intent.md": "$intent:2"}
    words = {
        "start": "construction",
        "only": True,
        "files": intent,
        "reviews": [{"by": "alice"}, {"by": "bob"}],
    }
    made = Build(words)
    transition = made.merged("merge", made.git.merge(made.tip, "head") or {})
    known = AuditedCommit(transition=transition, histories=tuple(made.facts.histories))

    assert reasons_against(POLICY, FACTS, known, PEOPLE) == ()
    assert reasons_against(POLICY, FACTS, AuditedCommit(transition=transition), PEOPLE) != ()


def test_changed_policy_and_evidence_are_judged_in_the_audit_too() -> None:
    files = {".github/aidlc.yml": "x"}
    good, bad = ({"files": files, "proposed": proposed} for proposed in ({}, {"free": ["**"]}))
    unread = AuditedCommit(transition=merged(files=files))

    assert any("couldn't be read" in each for each in reasons_against(POLICY, FACTS, unread, PEOPLE))
    for words, said in ((good, []), (bad, ["frees everything"])):
        made = Build({"start": "guarded", **words})
        audited = unread.model_copy(update={"proposed_policy": made.facts.proposed_policy})
        found = reasons_against(POLICY, FACTS, audited, PEOPLE)
        assert [text for text in said if text not in str(found)] == []
        assert bool(found) is bool(said)

    for lie, problems in (("", 0), ("other-pull", 1)):
        made = Build({"start": "construction", "files": {"$claim": f"$claim:{lie}"}})
        transition = made.merged("merge", made.git.merge(made.tip, "head") or {})
        audited = AuditedCommit(
            transition=transition, histories=tuple(made.facts.histories), claims=made.facts.claims
        )
        assert len(reasons_against(POLICY, FACTS, audited, PEOPLE)) == problems
        if not lie:
            blind = audited.model_copy(update={"claims": ()})
            assert "couldn't be verified" in reasons_against(POLICY, FACTS, blind, PEOPLE)[0]


def test_release_into_an_environment_that_the_policy_does_not_know_was_not_gate_worthy() -> None:
    release = {f"{samples.OP}/releases/first.md": "$release:merge of construction@moon"}
    made = Build({"start": "operation", "files": release})
    transition = made.merged("merge", made.git.merge(made.tip, "head") or {})
    audited = AuditedCommit(transition=transition, histories=tuple(made.facts.histories))

    assert "moon is no environment of the policy" in str(reasons_against(POLICY, FACTS, audited, PEOPLE))


def test_content_that_cannot_be_read_any_more_was_not_shown_to_be_gate_worthy() -> None:
    lost = merged().model_copy(update={"content": None})

    assert reasons_against(POLICY, FACTS, AuditedCommit(transition=lost), PEOPLE) == (
        "The content of pull request #4 can't be read any more.",
    )
