"""Every template: as committed, harmless whatever it is fed, and never longer than GitHub takes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, UndefinedError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from prompts import TEMPLATES, render
from prompts.bolts import render_bolt, render_bolt_issue
from prompts.bolts_board import MOST_ROWS, BoardUnit, render_issue_board
from prompts.gate import (
    COMMENT_LIMIT,
    SUMMARY_LIMIT,
    ChangedFile,
    describe_status,
    render_comment,
    render_summary,
)
from prompts.markdown import cell, code, fence, label, prose
from prompts.request import render_request
from tests.contracts.prompts import FOLDER
from tests.contracts.prompts.contexts import (
    DIGEST,
    HEAD,
    HOSTILE,
    PAGE,
    PLAIN,
    approval_request,
    bolt_status,
    gate_changes,
    gate_decision,
    issue_board,
    rendered,
)

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OUR_HTML = re.compile(
    r"<!-- aidlc:(gate|request|bolt|bolt-issue|board) v1( [a-z0-9/-]+)? -->|</?details( open)?>|<summary>[^<>]*</summary>"
)
SPECIAL = st.text(alphabet="|\\`@#a1<>&;[]()!*_~$:/.=+- \n\u202e", max_size=40)
ACTIVE = re.compile(r"[@#](?=\w)|GH-\d|://|www\.", re.IGNORECASE)


def flat(text: str) -> list[Token]:
    return [inner for token in PARSER.parse(text) for inner in (token, *(token.children or ()))]


COMPARED = f"{PAGE}/compare/ba5e{'0' * 36}...{HEAD}"


def assert_harmless(text: str, *, references: frozenset[str] = frozenset()) -> None:
    for token in flat(text):
        assert token.type not in {"image", "s_open", "hr"}, token
        if token.type == "link_open":  # the one link of ours: between two full commit ids
            assert token.attrs == {"href": COMPARED}, token
        if token.type in {"html_inline", "html_block"}:
            assert not OUR_HTML.sub("", token.content).strip(), token.content
        if token.type == "text":
            assert not {found[0] for found in ACTIVE.finditer(token.content)} - references, token.content
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize("name", sorted(rendered()))
def test_rendered_template_is_as_committed(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == rendered()[name], (
        "run `make contracts`, look at the diff"
    )


def test_no_committed_rendering_is_left_over() -> None:
    assert {file.name for file in FOLDER.glob("*.md")} == set(rendered())


def test_every_template_says_who_renders_it() -> None:
    for file in TEMPLATES.glob("*.md.j2"):
        assert file.read_text(encoding="utf-8").startswith("{# "), file.name


@pytest.mark.parametrize("name", sorted(name for name in rendered() if ".hostile." in name))
def test_hostile_words_stay_words(name: str) -> None:
    # Our own `#12` for pull requests and issues is meant to be a reference.
    own = frozenset({"#"}) if name.startswith(("bolt", "deploy", "audit")) else frozenset()
    assert_harmless(rendered()[name], references=own)


@pytest.mark.parametrize("name", sorted({name.split(".")[0] for name in rendered()}))
def test_hostile_words_add_no_heading_list_or_row(name: str) -> None:
    def blocks(kind: str) -> list[str]:
        inline = {"text", "code_inline", "softbreak", "html_inline", "text_special"}
        return [token.type for token in flat(rendered()[f"{name}.{kind}.md"]) if token.type not in inline]

    assert blocks("hostile") == blocks("plain")


@given(st.text(max_size=60) | SPECIAL)
def test_prose_is_harmless_whatever_it_says(text: str) -> None:
    assert_harmless(f"before {prose(text)} after")
    assert_harmless(prose(text))


@given(st.text(max_size=60) | SPECIAL)
def test_code_is_one_code_span_whatever_it_says(text: str) -> None:
    for shown in (code(text), cell(text).replace("\\|", "|")):
        tokens = [
            token
            for token in flat(f"a {shown} b")
            if token.type not in {"paragraph_open", "paragraph_close", "inline"}
        ]
        assert [token.type for token in tokens] == ["text", "code_inline", "text"]


@given(st.text(alphabet="|\\`a \n", max_size=12))
@example("`|`")
@example("\\|")
def test_cell_never_adds_a_column(text: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {cell(text)} | {prose(text)} |\n"
    assert sum(token.type == "td_open" for token in flat(table)) == 2


@given(st.text(max_size=200) | SPECIAL)
def test_fence_is_one_block_whatever_it_says(text: str) -> None:
    assert [token.type for token in PARSER.parse(f"before\n\n{fence(text)}\n\nafter")][3] == "fence"
    assert len(PARSER.parse(f"{fence(text)}\n")) == 1


@given(st.text(max_size=100))
def test_label_has_nothing_that_a_diagram_reads(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9 ,./+_-]*", label(text))


def test_quoted_parts_become_code_spans() -> None:
    assert prose("`reason` is required") == "`reason` is required"


def test_forgotten_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("bolt_comment.md.j2")
    with pytest.raises(TemplateNotFound):
        render("nothing.md.j2")


def test_status_description_is_one_line_of_140_characters() -> None:
    described = describe_status(gate_decision(HOSTILE * 3))
    assert len(described) == 140
    assert "\n" not in described


def test_comment_shows_the_verdict_first_and_the_digest_line_ready_to_paste() -> None:
    lines = render_comment(gate_decision(PLAIN), gate_changes(PLAIN)).splitlines()
    assert lines[0] == "<!-- aidlc:gate v1 -->"
    assert lines[1] == f"⛔ **Waiting for 1 more developer: {PLAIN}**"
    assert f"aidlc-approve: construction event-management/check-in {DIGEST}" in lines


@pytest.mark.parametrize("count", [1, 100, 5000])
def test_comment_fits_and_keeps_what_approvers_need(count: int) -> None:
    one = gate_decision(HOSTILE * 20)
    many = one.model_copy(
        update={
            "problems": one.problems * count,
            "ignored": one.ignored * count,
            "notes": one.notes * count,
            "blocking": one.blocking * count,
            "waiting": one.waiting * count,
            "needed": one.needed * 20,
            "comparisons": tuple(
                each.model_copy(update={"differences": each.differences * count, "people": each.people * 50})
                for each in one.comparisons * 2
            ),
        }
    )
    changes = [ChangedFile(path=f"{HOSTILE}{number}", what="added", size=1) for number in range(count)]
    comment = render_comment(many, changes, page=PAGE)
    summary = render_summary(many, changes, pull=1, page=PAGE)
    assert len(comment) <= COMMENT_LIMIT
    assert len(summary.encode()) <= SUMMARY_LIMIT
    for text in (comment, summary):
        assert f"aidlc-approve: construction event-management/check-in {DIGEST}" in text.splitlines()
        assert "1 more of the role `developer`" in text
    assert_harmless(comment)


@pytest.mark.parametrize(
    "page",
    ["", "javascript:alert(1)//a/b", "https://evil.example/a b/c", "https://github.com/acme/events)[x](y/z"],
)
def test_comparison_has_no_link_where_the_page_is_none(page: str) -> None:
    text = render_comment(gate_decision(PLAIN), page=page)
    assert "since `ba5e00000000`" in text
    assert "/compare/" not in text


def test_comparison_has_no_link_without_full_commit_ids() -> None:
    one = gate_decision(PLAIN)
    short = one.comparisons[0].model_copy(update={"base": "ba5e000"})
    text = render_comment(one.model_copy(update={"comparisons": (short,)}), page=PAGE)
    assert "/compare/" not in text


def test_cut_lists_say_how_many_are_missing() -> None:
    changes = [ChangedFile(path=f"src/{number}.py", what="added", size=1) for number in range(1000)]
    assert "and 600 more" in render_comment(gate_decision(PLAIN), changes)


def test_request_and_bolt_fit() -> None:
    request = approval_request(HOSTILE * 10)
    long = request.model_copy(update={"records": request.records * 3000, "goal": HOSTILE * 500})
    assert len(render_request(long)) <= COMMENT_LIMIT
    for word in (HOSTILE * 100, "@a" * 5000):
        status = bolt_status(word)
        most = status.model_copy(
            update={
                "tests": status.tests * 50,
                "links": status.links * 50,
                "pulls": status.pulls * 100,
                "timeline": status.timeline * 5,
                "waits_for": ("-".join(["a" * 63] * 3),) * 100,
            }
        )
        assert len(render_bolt(most)) <= COMMENT_LIMIT
        title, body = render_bolt_issue(most)
        assert len(title) <= 256
        assert "\n" not in title
        assert len(body) <= COMMENT_LIMIT


@pytest.mark.parametrize("word", [HOSTILE * 100, "@a" * 5000, "\u202e" * 9000])
def test_board_of_any_size_fits_and_is_harmless(word: str) -> None:
    board = issue_board(word)
    name = "a" * 64
    waits = tuple(f"event-management/{name}/{name[:60]}{number:04}" for number in range(100))
    bolt = board.bolts[2].model_copy(update={"waits_for": waits, "depends_on": waits, "unit": name})
    many = tuple(bolt.model_copy(update={"bolt": f"{name[:60]}{number:04}"}) for number in range(1000))
    units = (
        board.units[0].model_copy(update={"unit": name}),
        *(
            BoardUnit(unit=f"{name[:60]}{number:04}", title=word, state="planned", not_recorded=(name,) * 100)
            for number in range(1000)
        ),
    )
    text = render_issue_board(board.model_copy(update={"bolts": many, "units": units}))
    assert len(text) <= COMMENT_LIMIT
    assert f"and {1000 - MOST_ROWS} more" in text
    assert_harmless(text, references=frozenset({"#"}))
    diagram = text.split("```mermaid\n")[1].split("\n```")[0]
    assert len(diagram) < 50_000  # what GitHub draws
    assert diagram.count("-->") <= 10 * MOST_ROWS


def test_board_counts_cancelled_bolts_neither_way_and_unrecorded_ones_as_open() -> None:
    text = render_issue_board(issue_board(PLAIN))
    assert "**1 of 4 Bolts done** (25 %), 1 not recorded yet" in text


def test_board_without_units_says_so_little_that_nothing_is_drawn() -> None:
    board = issue_board(PLAIN).model_copy(update={"units": (), "bolts": ()})
    text = render_issue_board(board)
    assert "0 of 0 Bolts done" in text
    assert "mermaid" not in text


def test_pull_request_whose_gate_nobody_knows_has_no_verdict() -> None:
    text = render_bolt(bolt_status(PLAIN))
    assert "| Gate | #14 (draft): no verdict yet |" in text
    assert f"| Gate | #12: ⏳ pending · {PLAIN} |" in text
