"""The method's prompts: as committed, one text for every surface, and safe whatever records say."""

import re

import pytest
from markdown_it import MarkdownIt

from prompts import TEMPLATES
from prompts.method import ORDER, Surface, WorkspaceKind, find_prompt, list_prompts, render_method
from tests.contracts.method import FOLDER, rendered
from tests.contracts.prompts.contexts import HOSTILE

KINDS: tuple[WorkspaceKind, ...] = ("", "greenfield", "brownfield")


@pytest.mark.parametrize("name", sorted(rendered()))
def test_rendered_prompt_is_as_committed(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == rendered()[name], (
        "run `make contracts`, look at the diff"
    )


def test_no_committed_prompt_is_left_over() -> None:
    assert {file.name for file in FOLDER.glob("*.md")} == set(rendered())


def test_every_template_is_listed_and_says_what_it_is() -> None:
    files = {file.name.removesuffix(".md.j2") for file in (TEMPLATES / "method").iterdir()}
    assert files == {*ORDER, "base"}
    for name, prompt in zip(ORDER, list_prompts(), strict=True):
        assert prompt.name == name
        assert prompt.title
        assert prompt.description.endswith(".")
        assert {one.name for one in prompt.arguments} <= {"goal", "intent", "unit", "bolt", "release"}


def test_name_that_is_no_prompt_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        find_prompt("approve")


@pytest.mark.parametrize("workspace", KINDS)
@pytest.mark.parametrize("name", ORDER)
def test_only_the_first_and_the_last_paragraphs_differ_between_surfaces(
    name: str, workspace: WorkspaceKind
) -> None:
    texts = [render_method(name, surface, workspace=workspace) for surface in Surface]
    middles = {text[text.index("**Take") : text.rindex("\n\n")] for text in texts}
    assert len(middles) == 1
    assert len(set(texts)) == 3


@pytest.mark.parametrize("name", ORDER)
def test_an_existing_system_is_described_first_and_an_empty_one_is_not(name: str) -> None:
    green, brown = (render_method(name, Surface.IDE, workspace=kind) for kind in KINDS[1:])
    assert "Brownfield: " in brown
    assert "Brownfield" not in green
    either = render_method(name, Surface.SKILL)
    assert "Brownfield, if `get_status` says so: " in either


def test_present_models_come_before_stories_and_units() -> None:
    text = render_method("mob-elaboration", Surface.IDE, workspace="brownfield")
    assert text.index('kind: "context"') < text.index('kind: "stories"') < text.index("`record_units(")
    start = render_method("start", Surface.IDE, workspace="brownfield")
    for model in ("static model", "dynamic model", "constraints"):
        assert model in start


@pytest.mark.parametrize("name", ORDER)
def test_nobody_is_told_to_approve_and_everybody_to_stop(name: str) -> None:
    for surface in (Surface.IDE, Surface.SKILL):
        last = render_method(name, surface).rstrip().rpartition("\n\n")[2]
        assert re.search(r"\bstop\b", last, re.IGNORECASE)
        assert "Never approve, review, merge" in last
    assert "tool" not in render_method(name, Surface.CI).rpartition("\n\n")[2]


@pytest.mark.parametrize("name", ORDER)
@pytest.mark.parametrize("surface", list(Surface))
def test_prompt_is_short_enough_to_be_read(name: str, surface: Surface) -> None:
    assert 1_500 <= len(render_method(name, surface)) <= 3_500


def test_state_is_one_block_that_nothing_in_it_ends_and_is_cut() -> None:
    def blocks(state: tuple[str, ...], given: str) -> list[str]:
        text = render_method("operation", Surface.IDE, given=given, state=state)
        return [token.type for token in MarkdownIt("commonmark").parse(text)]

    assert blocks((HOSTILE, "```", "~~~", "# x"), HOSTILE) == blocks(("plain",), "plain")
    long = render_method("operation", Surface.IDE, state=("x" * 50_000,))
    assert len(long) < 10_000


def test_words_of_a_record_are_never_rendered_as_a_template() -> None:
    text = render_method("start", Surface.IDE, given="{{ 7*7 }}", state=("{% raw %}{{ 7*7 }}",))
    assert "{% raw %}{{ 7*7 }}" in text
    assert "49" not in text


def test_skill_takes_the_placeholder_of_its_client() -> None:
    assert "$ARGUMENTS" in render_method("start", Surface.SKILL)
    other = render_method("start", Surface.SKILL, given="what the user wrote")
    assert "$ARGUMENTS" not in other
    assert "They said with it: what the user wrote\n" in other
