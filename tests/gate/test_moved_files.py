"""A file that leaves the free paths: GitHub shows a move without its content, which nobody had to approve where it lay."""

from __future__ import annotations

import pytest

from aidlc.domain.classification import classify
from aidlc.domain.content_rules import content_problems
from aidlc.domain.facts import Snapshot
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import entry_of

TAKE = "Take it from the free paths in a pull request of its own, then add it in this one."
FREE = {"docs/tool.py": "evil()"}


MOVED = {"docs/tool.py": None, "src/tool.py": "evil()"}


def told(made: Build) -> list[str]:
    found = classify(made.policy, made.content.head.changes)
    return [str(each) for each in content_problems(made.policy, found, made.content, None)]


def problems(files: dict[str, str | None]) -> list[str]:
    return told(Build({"start": "construction", "base": FREE, "files": files}))


@pytest.mark.parametrize("path", ["src/tool.py", "deploy/tool.py", "a/before.py"])
def test_file_moved_out_of_the_free_paths_is_named_with_where_it_came_from(path: str) -> None:
    assert problems({"docs/tool.py": None, path: "evil()"}) == [
        (
            f"{path}: is the free file docs/tool.py under another name, whose content GitHub doesn't show here."
            f" {TAKE}"
        )
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"src/tool.py": "evil()"},  # a copy: shown whole
        {"docs/tool.py": None, "src/tool.py": "good()"},  # other content
        {"docs/tool.py": None, "docs/other.py": "evil()"},  # still free
        {"docs/tool.py": "good()", "src/tool.py": "evil()"},  # changed, not moved
        {"docs/tool.py": None, "src/door.py": "evil()"},  # onto a file that was there: shown as a change
        {"lib/any.py": None, "src/any.py": "any"},  # from code to code
        {"docs/tool.py": None, "src/door.py": None},
        {"docs/new.py": "evil()", "docs/tool.py": None},
    ],
)
def test_what_github_shows_whole_is_no_such_move(files: dict[str, str | None]) -> None:
    assert problems(files) == []


def test_record_moved_from_the_free_paths_is_shown_without_its_content_too() -> None:
    path, text = f"{samples.IN}/context.md", "---\nschema: aidlc/context/v1\n---\n\nWhat nobody read.\n"
    made = Build({"base": {"docs/x.md": text}, "files": {"docs/x.md": None, path: text}})

    assert f"{path}: is the free file docs/x.md under another name" in str(told(made)[0])


@pytest.mark.parametrize(
    "empty",
    [
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    ],
)
def test_empty_file_has_no_content_that_could_be_hidden(empty: str) -> None:
    made = Build({"start": "construction", "base": FREE, "files": MOVED})
    text = made.content.head.model_dump_json().replace(entry_of("evil()").oid, empty)
    head = Snapshot.model_validate_json(text)
    content = made.content.model_copy(update={"head": head})

    assert len(told(made)) == 1
    assert content_problems(made.policy, classify(made.policy, head.changes), content, None) == ()
