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
