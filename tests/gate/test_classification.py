"""What a pull request is, by its paths alone."""

from __future__ import annotations

import pytest

from aidlc.domain.classification import ALWAYS_GUARDED, Classification, PathKind, changes_policy, classify
from aidlc.domain.errors import InputError
from aidlc.domain.facts import PathChange
from aidlc.domain.layout import RECORDS, address_of, path_of
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind
from tests.gate import samples
from tests.gate.gitworld import entry_of

EVENTS = f"{RECORDS}/events"
KINDS = {
    Address(Kind.INTENT, "events"): PathKind.INCEPTION,
    Address(Kind.CONTEXT, "events"): PathKind.INCEPTION,
    Address(Kind.QUESTIONS, "events"): PathKind.INCEPTION,
    Address(Kind.PRFAQ, "events"): PathKind.INCEPTION,
    Address(Kind.STORIES, "events"): PathKind.INCEPTION,
    Address(Kind.NFRS, "events"): PathKind.INCEPTION,
    Address(Kind.RISKS, "events"): PathKind.INCEPTION,
    Address(Kind.MEASURES, "events"): PathKind.INCEPTION,
    Address(Kind.UNIT, "events", name="entry"): PathKind.INCEPTION,
    Address(Kind.DOMAIN_DESIGN, "events", "entry"): PathKind.CONSTRUCTION,
    Address(Kind.LOGICAL_DESIGN, "events", "entry"): PathKind.CONSTRUCTION,
    Address(Kind.TESTS, "events", "entry"): PathKind.CONSTRUCTION,
    Address(Kind.ADR, "events", "entry", "queue"): PathKind.CONSTRUCTION,
    Address(Kind.BOLT, "events", "entry", "qr"): PathKind.CONSTRUCTION,
    Address(Kind.DEPLOYMENT_UNIT, "events", name="api"): PathKind.OPERATION,
    Address(Kind.RELEASE, "events", name="first"): PathKind.OPERATION,
    Address(Kind.APPROVAL, "events", name="0123456789ab"): PathKind.EVIDENCE,
}


def classified(*paths: str, maintenance: bool = False) -> Classification:
    words = {"maintenance": {"approvals": [{"role": "developer"}]}} if maintenance else {}
    changes = tuple(PathChange(path=path, old=None, new=entry_of("x")) for path in paths)
    return classify(samples.policy_from(words), changes)


def split(classification: Classification) -> list[str]:
    return [str(problem) for problem in classification.problems]


def test_every_kind_of_record_belongs_to_a_phase() -> None:
    assert {address.kind for address in KINDS} == set(Kind)
    for address, kind in KINDS.items():
        path = path_of(address)
        assert address_of(path) == address
        assert classified(path).kinds == {path: kind}


@pytest.mark.parametrize(
    ("paths", "phase"),
    [
        ([], None),
        (["docs/a.md"], None),
        (["docs/a.md", "README.md"], None),
        (["docs/a.md", "deploy/run.sh"], Phase.GUARDED),
        (["docs/a.md", f"{EVENTS}/approvals/0123456789ab.json"], Phase.GUARDED),
        (["src/a.py", "deploy/run.sh", "docs/a.md"], Phase.CONSTRUCTION),
        ([f"{EVENTS}/construction/entry/tests.md", "src/a.py"], Phase.CONSTRUCTION),
        ([f"{EVENTS}/operation/releases/first.md", "docs/a.md"], Phase.OPERATION),
        ([f"{EVENTS}/inception/intent.md", "docs/a.md"], Phase.INCEPTION),
        ([f"{RECORDS}/notes.txt"], None),
    ],
)
def test_paths_say_which_phase_it_is(paths: list[str], phase: Phase | None) -> None:
    assert classified(*paths).phase is phase


def test_code_alone_is_maintenance_where_the_policy_allows_it() -> None:
    assert classified("src/a.py", maintenance=True).phase is Phase.MAINTENANCE
    assert classified("src/a.py").phase is Phase.CONSTRUCTION
    assert classified(f"{EVENTS}/inception/intent.md", maintenance=True).phase is Phase.INCEPTION


def test_units_are_those_whose_construction_changes_and_the_release_is_the_one_that_does() -> None:
    bolts = (f"{EVENTS}/construction/{unit}/bolts/qr.md" for unit in ("exit", "entry"))
    operation = f"{EVENTS}/operation"

    assert classified(*bolts).units == ("entry", "exit")
    assert classified(f"{EVENTS}/inception/units/entry.md").units == ()
    found = classified(f"{operation}/releases/first.md", f"{operation}/deployment-units/api.md")
    assert (found.units, found.release, found.intent) == ((), "first", "events")
    assert classified(f"{operation}/releases/first.md", f"{operation}/releases/second.md").release is None


def test_nothing_below_a_folder_that_differs_from_the_records_folder_by_case_alone_is_free_or_code() -> None:
    for path in ("AIDLC-Records/events/inception/intent.md", "aidlc-Records", "aidlc-records/x/y/z"):
        assert classified(path).kinds == {path: PathKind.UNKNOWN_RECORD}
        assert split(classified(path)) == [
            f"{path}: is no record that AI-DLC knows. Remove it or give it a name of the record layout."
        ]
    assert classified("src/aidlc-records/events/inception/intent.md").problems == ()


def test_unknown_name_below_the_records_folder_is_removed_by_those_who_guard() -> None:
    change = PathChange(path=f"{RECORDS}/notes.txt", old=entry_of("x"), new=None)
    found = classify(samples.policy_from({}), (change,))

    assert (found.phase, found.guarded, found.problems) == (Phase.GUARDED, (change.path,), ())


@pytest.mark.parametrize(
    "path",
    [
        ".github/aidlc.yml",
        ".github/workflows/x.yml",
        ".GitHub/workflows/x.yml",
        "CODEOWNERS",
        "docs/CODEOWNERS",
        "docs/codeowners",
        ".gitattributes",
        "docs/a/.gitattributes",
        ".gitmodules",
        "docs/.GITMODULES",
        ".github",
    ],
)
def test_what_says_who_judges_is_guarded_whatever_the_policy_frees(path: str) -> None:
    policy = samples.policy_from({"free": ["docs/**", ".github/**", "CODEOWNERS"]})
    found = classify(policy, (PathChange(path=path, old=None, new=entry_of("x")),))

    assert (found.kinds[path], found.guarded, found.phase) == (PathKind.GUARDED, (path,), Phase.GUARDED)
    assert len(ALWAYS_GUARDED) == 4


def test_several_intents_are_named_at_most_five() -> None:
    names = "abcdefg"
    what = "pull request: changes the records of {} intents ({}), not of one. Split it."
    two, many = (
        classified(*(f"{RECORDS}/{name}/inception/intent.md" for name in some)) for some in ("ab", names)
    )

    assert split(two) == [what.format(2, "a, b")]
    assert split(many) == [what.format(7, "a, b, c, d, e")]
    assert (two.intent, many.intent) == (None, None)


@pytest.mark.parametrize(
    ("paths", "mixed"),
    [
        (["inception/intent.md", "construction/entry/tests.md"], "inception and construction"),
        (["inception/intent.md", "/src/a.py"], "inception and code"),
        (["operation/releases/first.md", "/src/a.py"], "operation and code"),
        (["construction/entry/tests.md", "/src/a.py"], ""),
        (["construction/entry/tests.md", "operation/releases/first.md"], "construction and operation"),
        (["inception/intent.md", "/docs/a.md", "/deploy/run.sh"], ""),
    ],
)
def test_pull_request_belongs_to_one_phase(paths: list[str], mixed: str) -> None:
    found = classified(*(path[1:] if path[0] == "/" else f"{EVENTS}/{path}" for path in paths))

    what = f"pull request: mixes {mixed}; a pull request belongs to one phase. Split it."
    assert split(found) == ([what] if mixed else [])


@pytest.mark.parametrize(("names", "count"), [([], 0), (["a", "b"], 2)])
def test_operation_approves_exactly_one_release(names: list[str], count: int) -> None:
    releases = [f"{EVENTS}/operation/releases/{name}.md" for name in names]

    assert split(classified(f"{EVENTS}/operation/deployment-units/api.md", *releases)) == [
        f"pull request: changes {count} releases; operation approves exactly one. Split it."
    ]


def test_evidence_of_another_intent_is_named_and_goes_with_guarded_paths_only() -> None:
    evidence = [f"{RECORDS}/{name}/approvals/0123456789ab.json" for name in "abcdefg"]
    own = f"{EVENTS}/approvals/0123456789ab.json"
    what = "pull request: carries evidence of another intent ({}). Split it."
    intent = f"{EVENTS}/inception/intent.md"

    assert split(classified(intent, own)) == []
    assert split(classified(intent, own, *evidence[:2])) == [what.format("a, b")]
    assert split(classified(intent, *evidence)) == [what.format("a, b, c, d, e")]
    assert split(classified(*evidence)) == []
    assert classified(*evidence).guarded == tuple(evidence)
    assert classified(intent, own).guarded == ()


def test_evidence_that_is_changed_or_taken_away_is_guarded() -> None:
    path = f"{EVENTS}/approvals/0123456789ab.json"
    for new in (None, entry_of("y")):
        changes = (
            PathChange(path=path, old=entry_of("x"), new=new),
            PathChange(path=f"{EVENTS}/inception/intent.md", old=None, new=entry_of("x")),
        )
        assert classify(samples.policy_from({}), changes).guarded == (path,)


def test_policy_is_among_the_changes_or_not() -> None:
    policy, other = (
        PathChange(path=path, old=None, new=None) for path in (".github/aidlc.yml", ".github/x.yml")
    )

    assert changes_policy((other, policy))
    assert not changes_policy((other,))


def test_identifier_has_at_most_64_characters() -> None:
    longest = "a" * 64

    assert address_of(f"{RECORDS}/{longest}/inception/intent.md") == Address(Kind.INTENT, longest)
    assert address_of(f"{RECORDS}/{longest}a/inception/intent.md") is None


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        (Address(Kind.BOLT, "Events", "check in", "qr"), "'Events', 'check in', 'qr'"),
        (Address(Kind.INTENT, ""), "nothing"),
    ],
)
def test_no_path_is_made_of_what_is_no_identifier(address: Address, ids: str) -> None:
    with pytest.raises(InputError) as refused:
        path_of(address)
    assert str(refused.value) == (
        f"No {address.kind} record can be named by {ids}: identifiers are lower-case letters, digits and single hyphens, "
        "at most 64 characters, like `check-in`. Give such an identifier for each part."
    )


@pytest.mark.parametrize(
    ("paths", "expected"),
    [([], False), (["docs/a.md"], True), (["docs/a.md", "src/a.py"], False), (["deploy/run.sh"], False)],
)
def test_only_free_paths_change_or_something_else_does(paths: list[str], expected: bool) -> None:
    assert classified(*paths).only_free is expected
    assert classified(*paths).paths(PathKind.FREE) == tuple(path for path in paths if path == "docs/a.md")


@pytest.mark.parametrize(
    "name", ["0123456789ab", "0123456789a", "0123456789abc", "0123456789az", "0123456789AB"]
)
def test_evidence_is_named_by_twelve_hexadecimal_digits(name: str) -> None:
    known = address_of(f"{EVENTS}/approvals/{name}.json") is not None

    assert known is (name == "0123456789ab")
