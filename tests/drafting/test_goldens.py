"""Every prompt, request, comment and example as committed; harmless, within limits, and the same where it is cached."""

import re

import pytest

from aidlc.adapters.codec import decode, read_tree
from aidlc.domain.completeness import missing_for
from aidlc.domain.drafts.wire import Clarification, WireQuestion
from aidlc.domain.phases import Phase
from prompts import TEMPLATES
from prompts.drafting import (
    DraftAccount,
    is_own_pull,
    read_questions_comment,
    render_draft_summary,
    render_message,
    render_pull,
    render_questions_comment,
    render_status,
    render_title,
)
from prompts.gate import COMMENT_LIMIT
from tests.contracts.drafts import FOLDER, SHAPES, account, rendered
from tests.contracts.prompts.contexts import HOSTILE
from tests.drafting.worked import ANSWERS, BY_HAND, DESIGNED, EXAMPLES, NAMES, cost_table, draft_example
from tests.prompts.test_templates import assert_harmless, flat

DRAFTED = tuple(name for name in NAMES if name != BY_HAND)
MARKERS = re.compile(
    r"<!-- aidlc:(questions|draft|draft-pull) v1( [0-9a-f]{16})? -->|<!-- aidlc:data [\w+/]+=* -->"
)
SHOWN = ("pull", "questions_comment", "status_comment", "summary")


@pytest.mark.parametrize("name", sorted(rendered()))
def test_words_are_as_committed(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == rendered()[name], (
        "run `make contracts`, look at the diff"
    )


def test_no_committed_word_is_left_over() -> None:
    assert {file.name for file in (*FOLDER.glob("*.md"), *FOLDER.glob("*.json"))} == set(rendered())


def test_every_template_says_who_renders_it() -> None:
    for file in (TEMPLATES / "draft").rglob("*.md.j2"):
        assert file.read_text(encoding="utf-8").startswith("{# "), file.name


def test_every_shape_is_asked_and_its_request_committed() -> None:
    assert {name.split(".")[1] for name in rendered() if name.startswith("request.")} == set(SHAPES)


def test_what_is_cached_is_the_same_for_two_intents() -> None:
    systems = {
        seen.body["system"][0]["text"]
        for name in ("retail-agent", "event-management")
        for seen in draft_example(name).seen
    }
    (text,) = systems
    assert text == rendered()["system.inception.greenfield.md"]


@pytest.mark.parametrize("name", DRAFTED)
def test_example_is_as_drafted_and_nothing_is_missing(name: str) -> None:
    worked = draft_example(name)
    kept = {
        path.relative_to(EXAMPLES / name).as_posix(): path.read_text(encoding="utf-8")
        for path in (EXAMPLES / name).rglob("*.md")
    }

    assert kept == worked.files, "run `make contracts`, look at the diff"
    tree = read_tree((path, "100644", text.encode()) for path, text in worked.files.items())
    assert tree.problems == ()
    assert tuple(missing_for(Phase.INCEPTION, tree, name)) == ()
    assert (worked.asked.outcome, worked.drafted.outcome) == ("asked", "drafted")
    assert worked.drafted.account.notes == ()


@pytest.mark.parametrize(("name", "unit"), DESIGNED.items())
def test_designed_unit_has_its_designs_and_bolts(name: str, unit: str) -> None:
    folder = f"aidlc-records/{name}/construction/{unit}/"
    found = {
        path.removeprefix(folder).split("/")[0]
        for path in draft_example(name).files
        if path.startswith(folder)
    }
    assert found == {"domain-design.md", "logical-design.md", "adr", "bolts"}


def test_draft_of_the_article_says_what_its_hand_written_records_say() -> None:
    drafted = draft_example(BY_HAND).files
    for name in ("stories", "nfrs", "risks", "measures"):
        path = f"aidlc-records/{BY_HAND}/inception/{name}.md"
        by_hand = decode(path, (EXAMPLES / BY_HAND / path).read_bytes())
        assert decode(path, drafted[path].encode()).record == by_hand.record
    units = f"aidlc-records/{BY_HAND}/inception/units/"
    names = {path.name for path in (EXAMPLES / BY_HAND / units).glob("*.md")}
    assert {path.removeprefix(units) for path in drafted if path.startswith(units)} == names
    for name in names:
        one = decode(f"{units}{name}", drafted[f"{units}{name}"].encode()).record
        other = decode(f"{units}{name}", (EXAMPLES / BY_HAND / units / name).read_bytes()).record
        assert one.model_dump(exclude={"paths"}) == other.model_dump(exclude={"paths"})


def test_cost_table_of_the_documents_is_the_printed_one() -> None:
    document = (EXAMPLES.parent / "docs/drafting.md").read_text(encoding="utf-8")
    assert cost_table() in document, "python -m tests.drafting.worked"


def test_every_example_has_an_issue_and_answers() -> None:
    assert {folder.name for folder in ANSWERS.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", SHOWN)
def test_hostile_words_stay_words(name: str) -> None:
    assert_harmless(MARKERS.sub("", rendered()[f"{name}.hostile.md"]), references=frozenset({"#"}))
    assert "@mallory" not in rendered()[f"{name}.hostile.md"]


@pytest.mark.parametrize("name", SHOWN)
def test_hostile_words_add_no_heading_list_or_row(name: str) -> None:
    def blocks(kind: str) -> list[str]:
        inline = {"text", "code_inline", "softbreak", "html_inline", "text_special"}
        return [one.type for one in flat(rendered()[f"{name}.{kind}.md"]) if one.type not in inline]

    assert blocks("hostile") == blocks("plain")


@pytest.mark.parametrize("name", ["pull", "summary"])
def test_parts_are_a_table_and_lists_are_lists(name: str) -> None:
    kinds = [one.type for one in flat(rendered()[f"{name}.plain.md"])]
    assert kinds.count("tr_open") == 3
    assert "bullet_list_open" in kinds


@pytest.mark.parametrize("word", ["x" * 5000, HOSTILE * 20, "@a" * 4000])
def test_much_to_say_fits_and_says_what_is_left_out(word: str) -> None:
    much = account(word[:200]).model_copy(
        update={"notes": (word,) * 200, "missing": (word,) * 200, "failure": word}
    )
    for text in (render_pull(much), render_status(much), render_draft_summary(much)):
        assert len(text) <= COMMENT_LIMIT
        assert "more" in text
    assert is_own_pull(render_pull(much))


@pytest.mark.parametrize("letter", ["x", "@a", "\U0001f600"])
def test_longest_questions_fit_and_are_read_back_whole(letter: str) -> None:
    def fill(most: int) -> str:
        return (letter * most)[:most]

    asked = Clarification(
        id="x" * 64,
        title=fill(200),
        questions=[
            WireQuestion(id=f"{'q' * 60}-{number}", question=fill(400), why=fill(200), options=[fill(80)] * 4)
            for number in range(7)
        ],
    )
    text = render_questions_comment(asked)
    assert len(text) <= COMMENT_LIMIT
    assert read_questions_comment(text) == asked


@pytest.mark.parametrize(
    "title", ["Closes #1", "fixes acme/events#1", "@alice", "GH-1", "x https://e.example/1"]
)
def test_title_and_commit_message_do_nothing(title: str) -> None:
    said: DraftAccount = account(title).model_copy(update={"parts": ()})
    for text in (render_title(said), render_message(said)):
        assert not any(mark in text for mark in ("#1", "@alice", "GH-1", "://"))


def test_body_that_somebody_changed_is_no_longer_ours() -> None:
    body = render_pull(account("a title"))
    assert is_own_pull(body.replace("\n", "\r\n"))
    assert not is_own_pull(body.replace("a title", "another title"))
    assert not is_own_pull(f"{body}And more.")
