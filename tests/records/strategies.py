"""Records of every kind, ordinary and hostile, for property tests."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from aidlc.domain.records import Address, Kind
from schemas.approval import ApprovalEvidence, ClaimedReview
from schemas.common import Strict
from schemas.construction import (
    Adr,
    AdrStatus,
    Assurances,
    Bolt,
    BoltEvidence,
    BoltState,
    BuildArtefact,
    DeploymentUnit,
    DomainDesign,
    LogicalDesign,
    Release,
    ReleasedUnit,
    TestReport,
    TestRun,
)
from schemas.records import (
    Completeness,
    Context,
    Intent,
    Level,
    Measure,
    Measures,
    Nfr,
    Nfrs,
    Prfaq,
    Question,
    Questions,
    Risk,
    Risks,
    Stories,
    Story,
    SuggestedBolt,
    Unit,
    Workspace,
)

# What some reader of YAML, Markdown or a terminal takes for more than text.
HOSTILE = (
    "null", "~", "yes", "no", "on", "True", "1", "1_0", "0x1f", "1.0", "1e3", ".inf", ".nan", "12:30:45", "2026-11-23",
    "2026-11-23T10:00:00Z", "<<", "=", "- a", "? a", ": a", "a: b", "a:", "a #b", "#a", "&a", "*a", "!a", "!!str a",
    "|", ">", "%YAML", "@a", "`a`", "'a'", '"a"', "a'b", 'a"b', "\\", "\\n", "{a}", "[a]", "a, b", "---", "...",
    "--- a", " a", "a ", "a\tb", "\ta", "é", "ß", "日本", "😀", "👩\u200d💻", "a\u00a0b", "a\u2028b", "a\u202eb",
    "\ufeffa", "a\u200bb", "aidlc-approve: inception x 0123456789abcdef", "<!-- a -->", "a]]>b", "${{ a }}", "::error::a",
)  # fmt: skip
HOSTILE_BLOCKS = (
    "a\nb", "a\nb\n", "a\n\nb", "a\n\n", "\na", " a\nb", "a\n b", "a\n  \nb", "a \nb", "a\tb\nc", "\ta\nb", "---\na",
    "a\n---\nb", "a: b\nc: d", "# a\nb", "- a\n- b", "a\n# b\n", "a\u2028b\nc", "a\n...\n", "|\na", "a\n\tb",
)  # fmt: skip

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\t")
slugs = st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,20}", fullmatch=True)
lines = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(_CHARACTERS, min_size=1, max_size=60).filter(lambda text: bool(text.strip())),
).filter(lambda text: not text.isspace())
blocks = st.one_of(
    lines,
    st.sampled_from(HOSTILE_BLOCKS),
    st.text(st.one_of(_CHARACTERS, st.just("\n"), st.just(" ")), min_size=1, max_size=80).filter(
        lambda text: bool(text.strip())
    ),
)
bodies = st.text(st.one_of(_CHARACTERS, st.sampled_from("\n\n-# ")), max_size=200)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive
numbers = st.integers(1, 999)
oids = st.from_regex(r"[0-9a-f]{40}", fullmatch=True)
sha256s = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
references = st.builds("{}/{}/{}".format, slugs, slugs, slugs)


def _few(of: st.SearchStrategy[object], least: int = 0) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, min_size=least, max_size=3).map(tuple)


def _maybe(of: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | of


_artefact = st.one_of(
    st.fixed_dictionaries({"status": st.sampled_from([Completeness.DRAFT, Completeness.COMPLETE])}),
    st.fixed_dictionaries({"status": st.just(Completeness.NOT_APPLICABLE), "reason": blocks}),
)
_runs = _few(st.builds(TestRun, command=lines, result=lines))


def _record(
    model: type[Strict], kind: str, *, artefact: bool = False, **fields: st.SearchStrategy[object]
) -> st.SearchStrategy[Strict]:
    own = st.fixed_dictionaries({"schema": st.just(f"aidlc/{kind}/v1"), **fields})
    if not artefact:
        return own.map(model.model_validate)
    return st.tuples(own, _artefact).map(lambda both: model.model_validate({**both[0], **both[1]}))


_story = st.builds(Story, id=slugs, as_a=lines, i_want=blocks, so_that=blocks, acceptance=_few(blocks))
_risk = st.builds(
    Risk,
    id=slugs,
    risk=blocks,
    likelihood=st.sampled_from(Level),
    impact=st.sampled_from(Level),
    mitigation=blocks,
)
_assurances = st.builds(Assurances, secured=_few(lines), de_risked=_few(lines), packaged=_few(lines))
_review = st.builds(
    ClaimedReview,
    review=numbers,
    login=lines,
    account=numbers,
    role=slugs,
    submitted_at=moments,
    digest_line=st.booleans(),
)

RECORDS: dict[str, st.SearchStrategy[Strict]] = {
    "intent": _record(
        Intent,
        "intent",
        title=lines,
        workspace=st.sampled_from(Workspace),
        revision=numbers,
        issue=_maybe(numbers),
    ),
    "context": _record(Context, "context", artefact=True),
    "questions": _record(
        Questions,
        "questions",
        questions=_few(
            st.builds(
                Question,
                id=slugs,
                question=blocks,
                options=_few(lines),
                answer=_maybe(blocks),
                answered_by=_maybe(lines),
            )
        ),
    ),
    "prfaq": _record(Prfaq, "prfaq", artefact=True),
    "stories": _record(Stories, "stories", artefact=True, stories=_few(_story)),
    "nfrs": _record(
        Nfrs,
        "nfrs",
        artefact=True,
        nfrs=_few(st.builds(Nfr, id=slugs, category=lines, requirement=blocks, measure=_maybe(blocks))),
    ),
    "risks": _record(Risks, "risks", artefact=True, risks=_few(_risk)),
    "measures": _record(
        Measures,
        "measures",
        artefact=True,
        measures=_few(st.builds(Measure, id=slugs, measure=blocks, target=lines)),
    ),
    "unit": _record(
        Unit,
        "unit",
        title=lines,
        depends_on=_few(slugs),
        stories=_few(slugs),
        paths=_few(st.sampled_from(["src/**", "*.md", "**/x", "a b/?", "null", "é/*", "- a"])),
        bolts=_few(st.builds(SuggestedBolt, id=slugs, goal=blocks, timebox=_maybe(numbers))),
    ),
    "domain-design": _record(
        DomainDesign, "domain-design", artefact=True, entities=_few(lines), domain_events=_few(lines)
    ),
    "logical-design": _record(LogicalDesign, "logical-design", artefact=True, nfrs=_few(slugs)),
    "adr": _record(Adr, "adr", title=lines, status=st.sampled_from(AdrStatus), superseded_by=_maybe(slugs)),
    "tests": _record(TestReport, "tests", artefact=True, runs=_runs),
    "bolt": _record(
        Bolt,
        "bolt",
        unit=slugs,
        goal=blocks,
        state=st.sampled_from(BoltState),
        stories=_few(slugs),
        depends_on=_few(references),
        timebox=_maybe(numbers),
        issue=_maybe(numbers),
        started=_maybe(moments),
        finished=_maybe(moments),
        blocked_by=_maybe(blocks),
        evidence=_maybe(st.builds(BoltEvidence, tests=_runs, links=_few(lines))),
    ),
    "deployment-unit": _record(
        DeploymentUnit,
        "deployment-unit",
        title=lines,
        units=_few(slugs),
        bolts=_few(references),
        contains=_few(lines),
        assurances=_assurances,
        artefacts=_few(st.builds(BuildArtefact, name=lines, digest=sha256s.map("sha256:{}".format))),
    ),
    "release": _record(
        Release,
        "release",
        title=lines,
        environment=st.sampled_from(["production", "null", "1.0", "e-u_1.x"]),
        commit=oids,
        deployment_units=_few(st.builds(ReleasedUnit, id=slugs, digest=sha256s), 1),
    ),
    "approval": _record(
        ApprovalEvidence,
        "approval",
        repository=numbers,
        phase=st.sampled_from(["inception", "construction", "operation", "maintenance", "guarded"]),
        scope=slugs,
        digest=sha256s,
        pull_request=numbers,
        head=oids,
        policy=oids,
        reviews=_few(_review, 1),
        gathered_at=moments,
        gate_version=lines,
    ),
}


def address_for(kind: str) -> Address:
    """An address where a record of `kind` may lie."""
    match Kind(kind):
        case Kind.UNIT | Kind.DEPLOYMENT_UNIT | Kind.RELEASE as named:
            return Address(named, "events", name="some-name")
        case Kind.DOMAIN_DESIGN | Kind.LOGICAL_DESIGN | Kind.TESTS as of_unit:
            return Address(of_unit, "events", "check-in")
        case Kind.ADR | Kind.BOLT as both:
            return Address(both, "events", "check-in", "some-name")
        case Kind.APPROVAL:
            return Address(Kind.APPROVAL, "events", name="0123456789ab")
        case single:
            return Address(single, "events")
