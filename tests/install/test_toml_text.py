"""One table in somebody's config.toml: put in or replaced, comments and the rest as they were."""

import tomllib

import pytest

from aidlc.domain.toml_text import NotToml, put_toml, read_toml

PATH = ("mcp_servers", "aidlc")
ENTRY = {"command": "aidlc", "args": ["serve"], "env": {"A": "b"}}
TABLE = '[mcp_servers.aidlc]\ncommand = "aidlc"\nargs = ["serve"]\nenv = { "A" = "b" }\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", TABLE),
        ("\n", TABLE),
        ("# mine\nmodel = 'x'", f"# mine\nmodel = 'x'\n\n{TABLE}"),
        ("[mcp_servers.x]\ncommand = 'y' # keep\n", f"[mcp_servers.x]\ncommand = 'y' # keep\n\n{TABLE}"),
        (
            "a = 1\n[mcp_servers.aidlc]\n# gone with it\ncommand = 'z'\n\n# of other\n[other]\nb = 2\n",
            f"a = 1\n{TABLE}\n# of other\n[other]\nb = 2\n",
        ),
        (
            "[mcp_servers.aidlc.env]\nA = '1'\n[mcp_servers.\"aidlc\"]\ncommand = 'z'\n# end\n",
            f"{TABLE}# end\n",
        ),
        ("[mcp_servers]\nx = { command = 'y' }\n", f"[mcp_servers]\nx = {{ command = 'y' }}\n\n{TABLE}"),
    ],
)
def test_table_is_put_and_the_rest_stays(before: str, after: str) -> None:
    assert put_toml(before, PATH, ENTRY) == after
    assert put_toml(after, PATH, ENTRY) == after


def test_line_ends_stay_as_they_are() -> None:
    changed = put_toml("a = 1\r\n", PATH, ENTRY)
    assert changed.count("\n") == changed.count("\r\n")
    assert tomllib.loads(changed)["mcp_servers"]["aidlc"] == ENTRY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = ", "Invalid value"),
        ("mcp_servers = { x = { command = 'y' } }\n", "can't be extended"),
        ("mcp_servers = 3\n", "is no table"),
        ("mcp_servers.aidlc = { command = 'y' }\n", "can't be extended|spread"),
        ("[mcp_servers]\naidlc = { command = 'y' }\n", "can't be extended|spread"),
        ("[mcp_servers.aidlc]\ncommand = '''\n[x]\n'''\n", "can't be extended|spread"),
    ],
)
def test_what_can_not_be_changed_safely_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotToml, match=why):
        put_toml(text, PATH, ENTRY)


def test_deep_toml_is_refused_and_raises_nothing_else() -> None:
    with pytest.raises(NotToml):
        read_toml(f"a = {'[' * 100_000}")
