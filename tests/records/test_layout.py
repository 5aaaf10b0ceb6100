import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlc.domain.errors import InputError
from aidlc.domain.layout import address_of, bolt_address, bolt_reference, intent_folder, path_of
from aidlc.domain.records import Address, Kind

EVERY = {
    "aidlc-records/e/inception/intent.md": Address(Kind.INTENT, "e"),
    "aidlc-records/e/inception/context.md": Address(Kind.CONTEXT, "e"),
    "aidlc-records/e/inception/questions.md": Address(Kind.QUESTIONS, "e"),
    "aidlc-records/e/inception/prfaq.md": Address(Kind.PRFAQ, "e"),
    "aidlc-records/e/inception/stories.md": Address(Kind.STORIES, "e"),
    "aidlc-records/e/inception/nfrs.md": Address(Kind.NFRS, "e"),
    "aidlc-records/e/inception/risks.md": Address(Kind.RISKS, "e"),
    "aidlc-records/e/inception/measures.md": Address(Kind.MEASURES, "e"),
    "aidlc-records/e/inception/units/u.md": Address(Kind.UNIT, "e", name="u"),
    "aidlc-records/e/construction/u/domain-design.md": Address(Kind.DOMAIN_DESIGN, "e", "u"),
    "aidlc-records/e/construction/u/logical-design.md": Address(Kind.LOGICAL_DESIGN, "e", "u"),
    "aidlc-records/e/construction/u/adr/a-1.md": Address(Kind.ADR, "e", "u", "a-1"),
    "aidlc-records/e/construction/u/tests.md": Address(Kind.TESTS, "e", "u"),
    "aidlc-records/e/construction/u/bolts/b.md": Address(Kind.BOLT, "e", "u", "b"),
    "aidlc-records/e/operation/deployment-units/d.md": Address(Kind.DEPLOYMENT_UNIT, "e", name="d"),
    "aidlc-records/e/operation/releases/r.md": Address(Kind.RELEASE, "e", name="r"),
    "aidlc-records/e/approvals/0123456789ab.json": Address(Kind.APPROVAL, "e", name="0123456789ab"),
}


def test_every_kind_has_its_place_and_its_way_back() -> None:
    assert {address.kind for address in EVERY.values()} == set(Kind)
    for path, address in EVERY.items():
        assert address_of(path) == address
        assert path_of(address) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "aidlc-records",
        "aidlc-records/e",
        "records/e/inception/intent.md",
        "/aidlc-records/e/inception/intent.md",
        "aidlc-records/E/inception/intent.md",
        "aidlc-records/e/inception/Intent.md",
        "aidlc-records/e/inception/intent.MD",
        "aidlc-records/e/inception/intent.md/",
        "aidlc-records/e/inception/intent.md\n",
        "aidlc-records/e/inception/units.md",
        "aidlc-records/e/inception/units/.md",
        "aidlc-records/e/inception/units/u.txt",
        "aidlc-records/e/inception/units/u/u.md",
        "aidlc-records/../inception/intent.md",
        "aidlc-records/./inception/intent.md",
        "aidlc-records/e\x00/inception/intent.md",
        "aidlc-records/a--b/inception/intent.md",
        "aidlc-records/-a/inception/intent.md",
        "aidlc-records/a-/inception/intent.md",
        "aidlc-records/a_b/inception/intent.md",
        "aidlc-records/\u0435/inception/intent.md",
        f"aidlc-records/{'e' * 65}/inception/intent.md",
        "aidlc-records/e\n/inception/intent.md",
        "aidlc-records/e/inception/units/u\n.md",
        "aidlc-records/e/construction/u/bolts.md",
        "aidlc-records/e/construction/u/adr/b/c.md",
        "aidlc-records/e/construction/u/b.md",
        "aidlc-records/e/approvals/0123456789ab",
        "aidlc-records/e/approvals/0123456789ab.md",
        "aidlc-records/e/approvals/0123.json",
        "aidlc-records/e/approvals/0123456789AB.json",
        "aidlc-records/e/approvals/0123456789ab.json.json",
        "aidlc-records/e/operation/d.md",
        "aidlc-records/e/operation/units/d.md",
    ],
)
def test_everything_else_is_no_record(path: str) -> None:
    assert address_of(path) is None


@given(st.text(max_size=40), st.sampled_from(list(EVERY)), st.integers(0, 60))
def test_a_known_path_is_the_path_of_its_address(noise: str, path: str, where: int) -> None:
    changed = path[:where] + noise + path[where:]
    address = address_of(changed)
    assert address is None or path_of(address) == changed


@pytest.mark.parametrize(
    "address",
    [
        Address(Kind.INTENT, ".."),
        Address(Kind.INTENT, "e/../f"),
        Address(Kind.INTENT, ""),
        Address(Kind.INTENT, "e", name="x"),
        Address(Kind.INTENT, "e", "u"),
        Address(Kind.UNIT, "e"),
        Address(Kind.UNIT, "e", "u", "u"),
        Address(Kind.BOLT, "e", "u"),
        Address(Kind.BOLT, "e", name="b"),
        Address(Kind.BOLT, "e", "u", "../../x"),
        Address(Kind.BOLT, "e", "/etc", "passwd"),
        Address(Kind.RELEASE, "e", "u", "r"),
        Address(Kind.APPROVAL, "e", name="0123"),
        Address(Kind.TESTS, "e", "C:\\u"),
    ],
)
def test_no_path_is_built_from_what_is_no_identifier(address: Address) -> None:
    with pytest.raises(InputError, match="identifiers are lower-case"):
        path_of(address)


def test_references_name_bolts() -> None:
    address = Address(Kind.BOLT, "e", "u", "b")
    assert bolt_reference(address) == "e/u/b"
    assert bolt_address("e/u/b") == address
    for wrong in ("", "e/u", "e/u/b/c", "e/u/../b", "e/U/b"):
        assert bolt_address(wrong) is None


def test_folders_end_with_a_slash() -> None:
    assert intent_folder("e") == "aidlc-records/e/"
    assert intent_folder("e", "inception") == "aidlc-records/e/inception/"
