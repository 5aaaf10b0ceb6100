"""Settings as people keep them: read whatever they hold, changed in one place, not a character elsewhere."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlc.domain.json_text import NotJson, put_json, read_json

PATH = ("servers", "aidlc")
ENTRY = {"command": "aidlc", "args": ["serve"]}


def plain(text: str) -> Any:
    return read_json(text).plain


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", '{\n  "servers": {\n    "aidlc": 1\n  }\n}'),
        ('{"a": 1}\n', '{"a": 1,\n  "servers": {\n    "aidlc": 1\n  }\n}\n'),
        ('{\n  "servers": {}\n}\n', '{\n  "servers": {\n    "aidlc": 1\n  }\n}\n'),
        (
            '{\n\t"servers": {\n\t\t"x": 0 // why\n\t}\n}\n',
            '{\n\t"servers": {\n\t\t"x": 0, // why\n\t\t"aidlc": 1\n\t}\n}\n',
        ),
        (
            '{\n    "servers": {\n        "x": 0,\n        // "y": 0,\n    },\n}\n',
            '{\n    "servers": {\n        "x": 0,\n        // "y": 0,\n        "aidlc": 1,\n    },\n}\n',
        ),
        ('{\r\n  "servers": {\r\n    "x": 0\r\n  }\r\n}\r\n', None),
        ('{"servers": {/* none yet */}}', '{"servers": {/* none yet */\n  "aidlc": 1\n}}'),
        ('{"servers": {"aidlc": {"old": [2]}, "z": 3}}', '{"servers": {"aidlc": 1, "z": 3}}'),
        ("// head\n{ // first\n}\n// tail", '// head\n{ // first\n  "servers": {\n    "aidlc": 1\n  }\n}\n// tail'),
    ],
)  # fmt: skip
def test_value_is_put_where_it_belongs(before: str, after: str | None) -> None:
    changed = put_json(before, PATH, 1)
    if after is not None:
        assert changed == after
    assert plain(changed)["servers"]["aidlc"] == 1
    assert ("\r\n" in changed) == ("\r\n" in before)
    assert "\n" not in changed.replace("\r\n", "") or "\r\n" not in before


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "a value"),
        ("{", 1, "a key"),
        ('{"a": 1', 1, "a comma or }"),
        ('{"a": 1 "b": 2}', 1, "a comma or }"),
        ('{\n"a": [1 2]}', 2, "a comma or ]"),
        ('{\n\n"a" 1}', 3, "a colon"),
        ("{1: 2}", 1, "double quotes"),
        ("{'a': 2}", 1, "double quotes"),
        ('{"a": 1,\n "a": 2}', 2, "each key once"),
        ('{"a": NaN}', 1, "a value"),
        ('{"a": 01}', 1, "a comma"),
        ('{"a": "\\x"}', 1, "as JSON writes it"),
        ('{"a": "\n"}', 1, "a value"),
        ("{} {}", 1, "nothing behind"),
        ("{} /* open", 1, "nothing behind"),
        ("[" * 500, 1, "at most 100 levels"),
        ('{"a":' * 500, 1, "at most 100 levels"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text: str, line: int, expected: str) -> None:
    with pytest.raises(NotJson, match=re.escape(expected)) as refused:
        put_json(text, PATH, 1)
    assert refused.value.line == line


@pytest.mark.parametrize("text", ["[]", '"x"', "null", '{"servers": []}', '{"servers": null}'])
def test_what_has_no_place_for_a_server_is_refused(text: str) -> None:
    with pytest.raises(NotJson, match="an object"):
        put_json(text, PATH, 1)


SPACE = st.sampled_from(["", " ", "\n", "\n\t", "\r\n  ", ' // a, { "b": } //\n', "/* } ' \" \n ] */", "  "])
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-999, 999), st.text(max_size=6), st.just('\\"{'), st.just(1.5e9)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def written(draw: st.DrawFn, value: Any) -> str:
    """The value as somebody untidy writes it: space and comments anywhere, sometimes a trailing comma."""

    def gap() -> str:
        return draw(SPACE)

    if isinstance(value, dict):
        parts = [f"{gap()}{json.dumps(key)}{gap()}:{draw(written(each))}" for key, each in value.items()]
        return (
            f"{gap()}{{{','.join(parts)}{draw(st.sampled_from(['', ','])) if parts else ''}{gap()}}}{gap()}"
        )
    if isinstance(value, list):
        return f"{gap()}[{','.join(draw(written(each)) for each in value)}{gap()}]{gap()}"
    return f"{gap()}{json.dumps(value, ensure_ascii=draw(st.booleans()))}{gap()}"


@st.composite
def documents(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    value = draw(st.dictionaries(st.text(max_size=4), VALUES, max_size=3))
    if draw(st.booleans()):
        value["servers"] = draw(st.dictionaries(st.sampled_from(["x", "y", "aidlc"]), VALUES, max_size=3))
    return value, draw(written(value))


@given(documents())
def test_anything_untidy_is_read_and_only_our_server_changes(document: tuple[dict[str, Any], str]) -> None:
    value, text = document
    assert plain(text) == value
    changed = put_json(text, PATH, ENTRY)
    assert plain(changed) == value | {"servers": value.get("servers", {}) | {"aidlc": ENTRY}}
    if "aidlc" not in value.get("servers", {}):
        left = iter(changed)
        lost = [char for char in text.rstrip() if not char.isspace() and char not in left]
        assert lost == []
    assert put_json(changed, PATH, ENTRY) == changed
