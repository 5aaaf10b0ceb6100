"""What a verdict on a history says and carries, whole."""

from __future__ import annotations

from typing import Any

from aidlc.domain.facts import History, PathChange, Transition
from aidlc.domain.histories import HistoryVerdict, evaluate_history, evaluate_prerequisite
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import Prerequisite
from tests.gate import samples
from tests.gate.builder import FACTS, Build
from tests.gate.gitworld import entry_of, oid

IN = samples.IN
POLICY = samples.policy_from({})
RENEW = (
    "Renew it: raise `revision:` in intent.md in a pull request and have that approved with the digest line."
)
REVERT = "Revert that commit by an approved pull request, then bring the change in another."
RELEASE = "Change the release in a pull request and have that approved with the digest line."
UNPLANNED = "The inception of events isn't approved:"
UNBUILT = "The construction of events/check-in isn't approved:"
PULL = "pull request #3"
PEOPLE = Build({}).facts.standings


def merged(name: str, **words: Any) -> Transition:
    made = Build(words)
    return made.merged(name, made.git.merge(made.tip, "head") or {})


def coded(name: str, **words: Any) -> Transition:
    return merged(name, start="construction", **words)


def judged(phase: str, scope: str, *newest_first: Transition, policy: Any = POLICY) -> HistoryVerdict:
    return evaluate_history(policy, FACTS, History(phase=phase, scope=scope, transitions=newest_first))


def built(*newest_first: Transition, policy: Any = POLICY) -> HistoryVerdict:
    return judged("construction", "events/check-in", *newest_first, policy=policy)


def refused(verdict: HistoryVerdict) -> tuple[str, str, int | None]:
    """Sentence, remedy and number of a verdict that carries nothing else."""
    assert not verdict.approved
    assert (verdict.digest, verdict.counted, verdict.entries) == ("", (), {})
    return verdict.sentence, verdict.remedy, verdict.pull_request


def test_approved_inception_carries_digest_people_and_its_folder_alone() -> None:
    made = Build({})
    left = made.git.merge(made.tip, "head") or {}
    beside = {**left, "aidlc-records/other/inception/intent.md": "other"}
    verdict = judged("inception", "events", made.merged("first", beside))

    assert verdict.approved
    assert verdict.sentence == "The inception of events was approved in pull request #3 by alice, bob."
    assert verdict.digest == made.lines()[0].rpartition(" ")[2]
    assert [each.account.login for each in verdict.counted] == ["alice", "bob"]
    assert set(verdict.entries) == set(samples.inception())
    assert (verdict.pull_request, verdict.remedy) == (3, "")


def test_approved_release_carries_no_folder() -> None:
    made = Build({"start": "operation"})
    transition = made.merged("release", made.git.merge(made.tip, "head") or {})
    scope = f"events/first/production/{oid('merge of construction')}"

    approved = judged("operation", scope, transition)
    other = judged("operation", f"{scope}0", transition)

    assert approved.approved
    assert approved.sentence == (
        "The operation of events/first for production was approved in pull request #4 by alice, bob."
    )
    assert approved.entries == {}
    assert approved.digest == made.lines()[0].rpartition(" ")[2]
    assert refused(other) == (
        f"The operation of events/first for production isn't approved: pull request #4 wasn't about it. {RELEASE}",
        RELEASE,
        4,
    )


def test_merge_that_left_other_records_is_named() -> None:
    transition = merged("first")
    more = {**transition.records, f"{IN}/context.md": entry_of("more")}
    found = judged("inception", "events", transition.model_copy(update={"records": more}))

    assert refused(found) == (
        f"{UNPLANNED} commit {oid('first')[:12]} left other content than {PULL} approved. {RENEW}",
        RENEW,
        3,
    )


def test_nothing_on_the_default_branch_is_said_with_the_remedy() -> None:
    remedy = "Have its pull request approved and merged first."

    assert refused(judged("inception", "events")) == (
        f"The inception of events isn't approved: it isn't on the default branch yet. {remedy}",
        remedy,
        None,
    )


def test_direct_push_of_records_has_no_number() -> None:
    sentence, remedy, number = refused(judged("inception", "events", merged("push", direct_push=True)))

    assert sentence == (
        f"The inception of events isn't approved: commit {oid('push')[:12]} was pushed without a pull request. {RENEW}"
    )
    assert (remedy, number) == (RENEW, None)


def test_approved_construction_carries_the_people_of_its_newest_pull_request() -> None:
    older = coded("older", reviews=[{"by": "carol"}])
    verdict = built(coded("newer"), older)

    assert verdict.approved
    assert verdict.sentence == "The construction of events/check-in is approved."
    assert [each.account.login for each in verdict.counted] == ["bob"]
    assert (verdict.pull_request, verdict.digest, verdict.entries) == (4, "", {})


def test_first_path_that_came_unapproved_is_named() -> None:
    found = built(coded("push", direct_push=True, files={"src/a.py": "a", "src/z.py": "z"}))

    assert refused(found) == (
        f"{UNBUILT} commit {oid('push')[:12]} was pushed without a pull request ({samples.BOLT}). {REVERT}",
        REVERT,
        None,
    )


def test_merge_that_conflicted_or_landed_more_is_no_clean_one() -> None:
    transition = coded("one")
    content = transition.content
    assert content is not None
    conflict = transition.model_copy(update={"content": content.model_copy(update={"merged": None})})

    assert refused(built(conflict))[0] == (
        f"{UNBUILT} commit {oid('one')[:12]} isn't a clean merge of pull request #4 ({samples.BOLT}). {REVERT}"
    )


def test_unapproved_change_that_is_taken_back_approves_nothing_either() -> None:
    unapproved = coded("unapproved", reviews=[])
    back = tuple(PathChange(path=each.path, old=each.new, new=each.old) for each in unapproved.paths)
    revert = coded("revert", direct_push=True).model_copy(update={"paths": back})
    nothing = ("The construction of events/check-in has no approved pull request yet.", "", None)

    assert refused(built(revert, unapproved)) == nothing
    assert refused(built(coded("docs", only=True, files={"docs/guide.md": "guide"}))) == nothing


def test_change_of_free_paths_before_does_not_end_the_walk() -> None:
    docs = coded("docs", direct_push=True, only=True, files={"docs/guide.md": "guide"})
    push = coded("push", direct_push=True)

    assert built(coded("one"), docs).approved
    assert not built(coded("one"), push, docs).approved
    assert not built(push, docs, coded("one")).approved


def test_policy_of_that_day_says_which_paths_were_governed() -> None:
    freed = samples.policy_from({"free": ["src/**", "deploy-notes/**"]})
    code = coded("code", direct_push=True, only=True, files={"src/door.py": "a hole"})
    before = coded("before", no_policy=True, direct_push=True, only=True, files={"src/door.py": "a hole"})

    assert not built(code, policy=freed).approved
    assert f"commit {oid('code')[:12]} was pushed" in built(code, policy=freed).sentence
    assert f"commit {oid('before')[:12]} was pushed" in built(before).sentence
    assert "no approved pull request yet" in built(before, policy=freed).sentence


def test_records_of_another_unit_do_not_concern_this_one() -> None:
    other = "aidlc-records/events/construction/other/bolts/x.md"
    push = coded("push", direct_push=True, only=True, files={other: samples.bolt()})
    own = coded("own", direct_push=True, only=True, files={samples.BOLT: samples.bolt()})

    assert built(push, coded("one")).approved
    assert not built(own, coded("one")).approved


def test_prerequisite_is_judged_by_its_own_history_and_tip() -> None:
    needed = Prerequisite(phase=Phase.CONSTRUCTION, scope="events/check-in", intent="events", at=oid("built"))
    here = History(
        phase="construction", scope="events/check-in", transitions=(coded("one"),), tip=oid("built")
    )
    elsewhere = here.model_copy(update={"tip": oid("elsewhere")})
    other = here.model_copy(update={"scope": "events/other"})

    def found(*histories: History) -> HistoryVerdict:
        return evaluate_prerequisite(POLICY, FACTS, needed, histories, standings=PEOPLE)

    assert found(other, elsewhere, here).approved
    assert refused(found(other, elsewhere))[0] == (
        f"Commit {oid('built')[:12]} isn't on the default branch's own line: release one that is."
    )
    assert refused(found(other))[0] == (
        "Nobody read the history of the construction of events/check-in. Run again."
    )


def test_rights_of_those_who_objected_are_those_of_today() -> None:
    objecting = coded("one", also=[{"by": "mallory", "state": "CHANGES_REQUESTED", "at": 90}])
    needed = Prerequisite(phase=Phase.CONSTRUCTION, scope="events/check-in", intent="events")
    history = History(phase="construction", scope="events/check-in", transitions=(objecting,))

    assert evaluate_prerequisite(POLICY, FACTS, needed, [history], standings=PEOPLE).approved
    assert not evaluate_prerequisite(POLICY, FACTS, needed, [history], standings={}).approved
