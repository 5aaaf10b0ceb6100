"""A bad record says where, what was expected and what to do; all at once, in the file's order."""

import pytest

from aidlc.adapters.codec import MAX_RECORD_BYTES, decode, decode_policy
from aidlc.domain.errors import Problem, RecordProblems

INTENT = "aidlc-records/events/inception/intent.md"
STORIES = "aidlc-records/events/inception/stories.md"
BOLT = "aidlc-records/events/construction/check-in/bolts/qr.md"
GOOD = "schema: aidlc/intent/v1\ntitle: Events\nworkspace: greenfield\n"


def _problems(path: str, data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(RecordProblems) as caught:
        decode(path, data)
    assert all(problem.path == path for problem in caught.value.problems)
    assert all(problem.message.endswith((".", "?")) for problem in caught.value.problems)
    return caught.value.problems


def _of_front(front: str, path: str = INTENT) -> Problem:
    (problem,) = _problems(path, f"---\n{front}---\nbody\n".encode())
    assert problem.remedy
    return problem


@pytest.mark.parametrize(
    ("front", "line", "key", "words"),
    [
        (GOOD + "issue: &a 3\n", 5, "issue", "anchors"),
        (GOOD + "issue: *a\n", 5, "issue", "aliases"),
        (GOOD + "issue: !!int 3\n", 5, "issue", "tags"),
        (GOOD + "issue: !!python/object:os.system 3\n", 5, "issue", "tags"),
        (GOOD + "! issue: 3\n", 5, "issue", "tags"),
        (GOOD + "title: Twice\n", 5, "title", "twice (first in line 3)"),
        (GOOD + "<<: {issue: 3}\n", 5, None, "merge keys"),
        (GOOD + "[a, b]: 3\n", 5, None, "one line of text"),
        (GOOD + "? |\n  issue\n: 3\n", 5, None, "one line of text"),
        (GOOD + "issue:\n", 5, "issue", "there is no value"),
        (GOOD + "issue: 3 # the issue\n", 5, None, "comment"),
        ("# an intent\n" + GOOD, 2, None, "comment"),
        (GOOD + "... \n", 5, None, "`...` isn't read"),
        (GOOD + "--- more\n", 5, None, "second document"),
        ("%YAML 1.1\n--- \n" + GOOD, 2, None, "directives"),
        (GOOD + "issue: 3: 4\n", 5, None, "second `: `"),
        (GOOD + "\tissue: 3\n", 5, None, "tab"),
        (GOOD + "issue: @3\n", 5, None, "needs quotes"),
        (GOOD + 'issue: "3\n', 5, None, "isn't valid YAML"),
        (GOOD + 'issue: "\\x"\n', 5, None, "escape"),
        ("schema: aidlc/intent/v1\ntitle: |  # why\n  x\nworkspace: greenfield\n", 3, "title", "may not follow"),
        ("schema: aidlc/intent/v1\ntitle: >\n  x\nworkspace: greenfield\n", 3, "title", "folded"),
        ("schema: aidlc/intent/v1\ntitle: a\n  b\nworkspace: greenfield\n", 3, "title", "several lines"),
        ('schema: aidlc/intent/v1\ntitle: "a\n  b"\nworkspace: greenfield\n', 3, "title", "several lines"),
        ('schema: aidlc/intent/v1\ntitle: "a\\0"\nworkspace: greenfield\n', 3, "title", "U+0000"),
        ('schema: aidlc/intent/v1\ntitle: "a\\ud83d"\nworkspace: greenfield\n', 3, "title", "U+D83D"),
        (GOOD + 'issue: "\\U00110000"\n', 5, None, "isn't valid YAML"),
        (GOOD + "issue: \ufdd0\n", 5, None, "U+FDD0"),
        ("schema: aidlc/intent/v1\ntitle: a\u2028b\nworkspace: greenfield\n", 3, None, "U+2028"),
        ("schema: aidlc/intent/v1\ntitle: a\ufeffb\nworkspace: greenfield\n", 3, None, "U+FEFF"),
        (GOOD + "issue: " + "[" * 9 + "]" * 9 + "\n", 5, "issue[0][0][0][0][0][0][0]", "deeper than 8"),
        (GOOD + "issue: " + "[" * 100_000 + "\n", 5, None, "deeper than 8"),
        ("", 2, None, "there is nothing here"),
        ("- a\n", 2, None, "expected keys with values, not a list"),
        ("title\n", 2, None, "expected keys with values"),
        (GOOD + "revison: 3\n", 5, "revison", "did you mean `revision`?"),
        (GOOD + "zzz: 3\n", 5, "zzz", "isn't known"),
        (GOOD + "schema_: aidlc/intent/v1\n", 5, "schema_", "isn't known"),
        ("schema: aidlc/intent/v1\nworkspace: greenfield\n", 2, "title", "missing"),
        ("schema: aidlc/intent/v2\nnew: thing\n", 2, "schema", "this version reads `aidlc/intent/v1`"),
        ("schema: aidlc/unit/v1\ntitle: x\n", 2, "schema", "a record at this path"),
        ("schema: aidlc/intent/v1\ntitle: null\nworkspace: greenfield\n", 3, "title", "expected text, not null"),
        ('schema: aidlc/intent/v1\ntitle: ""\nworkspace: greenfield\n', 3, "title", "at least 1 characters"),
        ("schema: aidlc/intent/v1\ntitle: {a: b}\nworkspace: greenfield\n", 3, "title", "not keys with values"),
        ("schema: aidlc/intent/v1\ntitle: [a]\nworkspace: greenfield\n", 3, "title", "not a list"),
        ("schema: aidlc/intent/v1\ntitle: a\nworkspace: greenfeld\n", 4, "workspace", "'greenfield' or 'brownfield'"),
        (GOOD + "revision: 0\n", 5, "revision", "at least 1"),
        (GOOD + "revision: 10000\n", 5, "revision", "at most 9,999"),
    ],
)  # fmt: skip
def test_bad_front_matter_is_one_problem_with_its_line(
    front: str, line: int, key: str | None, words: str
) -> None:
    problem = _of_front(front)
    assert words in problem.message
    assert problem.line == line
    if key is not None:
        assert (problem.key or "").startswith(key)


@pytest.mark.parametrize(
    "written",
    [
        '"2"',
        "'2'",
        "2.0",
        "1_0",
        "0x1",
        "0o7",
        "007",
        "+2",
        "1e1",
        "yes",
        "true",
        "~",
        "2 ",
        ".inf",
        "9" * 20,
    ],
)
def test_a_number_has_one_spelling(written: str) -> None:
    if written == "2 ":
        read = decode(INTENT, f"---\n{GOOD}revision: {written}\n---\n".encode())
        assert getattr(read.record, "revision", None) == 2
        return
    problem = _of_front(f"{GOOD}revision: {written}\n")
    assert (problem.line, problem.key) == (5, "revision")
    assert "whole number" in problem.message


@pytest.mark.parametrize(
    "written",
    ["2026-11-23", "2026-11-23T10:00:00", "2026-11-23 10:00:00Z", '"2026-11-23T10:00:00Z"', "20261123T100000Z", "1", "now",
     "2026-13-01T00:00:00Z", "2026-11-23T25:00:00Z", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_a_time_has_one_spelling(written: str) -> None:
    problem = _of_front(f"schema: aidlc/bolt/v1\nunit: check-in\ngoal: x\nstarted: {written}\n", BOLT)
    assert (problem.line, problem.key) == (5, "started")
    assert "time with its zone" in problem.message


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "isn't `---`"),
        (b"# Title\n", 1, "isn't `---`"),
        (b"---\ntitle: x\n", 3, "no second line `---`"),
        (b"\xef\xbb\xbf---\n", 1, "byte order mark"),
        (b"\xff\xfe-\x00", 1, "byte order mark"),
        ("---\ntitle: x\n".encode("utf-16-le"), 1, "UTF-16, not UTF-8"),
        ("---\ntitle: x\n".encode("utf-16-be"), 1, "UTF-16, not UTF-8"),
        (b"---\ntitle: \xe9\n---\n", 2, "0xe9 isn't valid UTF-8"),
        (b"---\ntitle: \xed\xa0\x80\n---\n", 2, "isn't valid UTF-8"),
        (b"---\r\ntitle: x\r\n---\r\n", 1, "CR LF"),
        (b"---\ntitle: x\n---\na\rb\n", 4, "U+000D"),
        (b"---\ntitle: x\x00\n---\n", 2, "U+0000"),
        (b"---\ntitle: x\n---\n\x1b[2J\n", 4, "U+001B"),
        (b"---\n" + b"#" * MAX_RECORD_BYTES, None, "262,144"),
    ],
)
def test_bytes_that_are_no_record_are_refused_with_the_line(
    data: bytes, line: int | None, words: str
) -> None:
    (problem,) = _problems(INTENT, data)
    assert words in problem.message
    assert problem.line == line
    assert problem.remedy


def test_too_many_values_are_refused() -> None:
    front = f"schema: aidlc/stories/v1\nstories: [{'a,' * 20_001}]\n"
    assert "more than 20,000 values" in _of_front(front, STORIES).message


def test_all_problems_of_a_file_come_at_once_in_its_order() -> None:
    front = (
        "schema: aidlc/stories/v1\n"
        "storys: []\n"
        "stories:\n"
        "  - id: Foo\n"
        "    as_a: &a visitor\n"
        "    i_want: x\n"
        "    so_that: *a\n"
        "    acceptance: y\n"
    )
    found = _problems(STORIES, f"---\n{front}---\n".encode())
    assert [(problem.line, problem.key) for problem in found] == [
        (3, "storys"),
        (5, "stories[0].id"),
        (6, "stories[0].as_a"),
        (8, "stories[0].so_that"),
        (9, "stories[0].acceptance"),
    ]


def test_reason_goes_with_not_applicable_only() -> None:
    prfaq = "aidlc-records/events/inception/prfaq.md"
    assert (
        "`reason` is required" in _of_front("schema: aidlc/prfaq/v1\nstatus: not-applicable\n", prfaq).message
    )
    assert "`reason` is required" in _of_front("schema: aidlc/prfaq/v1\nreason: none\n", prfaq).message


def test_a_message_shows_hostile_values_harmlessly() -> None:
    problem = _of_front('schema: aidlc/intent/v1\ntitle: a\nworkspace: "\\u202e\\u2028::error::"\n')
    assert str(problem).isprintable()


def test_plain_words_stay_text() -> None:
    for word in ("no", "12", "1_0", "0x1", "2026-11-23", "1e3", ".5"):
        record = decode(INTENT, f"---\n{GOOD.replace('Events', word)}---\n".encode()).record
        assert getattr(record, "title", None) == word


def test_null_stands_for_a_value_that_is_not_there() -> None:
    assert getattr(decode(INTENT, f"---\n{GOOD}issue: null\n---\n".encode()).record, "issue", 0) is None


def test_a_body_may_hold_fences_and_needs_no_final_newline() -> None:
    body = "\ntext\n---\nschema: x\n---\nend"
    assert decode(INTENT, f"---\n{GOOD}---\n{body}".encode()).body == body
    assert not decode(INTENT, f"---\n{GOOD}---".encode()).body


def test_lines_say_where_each_key_stands() -> None:
    text = "---\nschema: aidlc/bolt/v1\nunit: check-in\ngoal: |\n  a\n  b\nstories:\n  - a\n  - b\n---\n"
    lines = decode(BOLT, text.encode()).lines
    assert lines == {"schema": 2, "unit": 3, "goal": 4, "stories": 7, "stories[0]": 8, "stories[1]": 9}


def test_an_unknown_path_is_no_record() -> None:
    (problem,) = _problems("aidlc-records/events/notes.md", b"---\n---\n")
    assert "no known record" in problem.message


def test_a_policy_may_have_comments_and_flow_style_but_no_bare_login() -> None:
    policy = """# who may approve what
schema: aidlc/policy/v1
roles:
  developer: {users: ["bob#1024"]}   # two would be better
phases:
  inception:    {approvals: [{role: developer, count: 1}], independence: author}
  construction: {approvals: [{role: developer}]}
  operation:    {approvals: [{role: developer}], environments: [production]}
guarded: {paths: ["deploy/**"], approvals: [{role: developer}]}
same-person: refused
status-app: null
"""
    assert decode_policy(policy.encode()).roles["developer"].users == ("bob#1024",)
    for good, bad, line, words in (
        ('"bob#1024"', "bob", 4, "an account with its id"),
        ("count: 1", "count: 0", 6, "at least 1"),
        ("count: 1", 'count: "1"', 6, "whole number"),
        ("count: 1", "count: true", 6, "whole number"),
        ("same-person", "same_person", 10, "did you mean `same-person`?"),
        ("refused", "refuse", 10, "Did you mean `refused`?"),
        ("[{role: developer, count: 1}]", "[]", 6, "at least 1 entries"),
    ):
        with pytest.raises(RecordProblems) as caught:
            decode_policy(policy.replace(good, bad, 1).encode())
        (problem,) = caught.value.problems
        assert (problem.path, problem.line) == (".github/aidlc.yml", line)
        assert words in f"{problem.message} {problem.remedy}"


@pytest.mark.parametrize(
    "front",
    [
        "#\n" * 60_000,
        "".join(f"k{index}:\n" for index in range(9_000)),
        "".join(f"k{index}: v\n" for index in range(9_000)),
        f"stories: [{'&a b,' * 20_000}]\n",
        f"stories: [{'*a,' * 20_000}]\n",
        "a: b\n" * 9_000,
    ],
)
def test_a_hostile_file_does_not_have_more_problems_than_anybody_reads(front: str) -> None:
    found = _problems(STORIES, f"---\nschema: aidlc/stories/v1\n{front}---\n".encode())
    assert len(found) == 50


@pytest.mark.parametrize(
    ("path", "front", "line", "key", "words"),
    [
        (BOLT, "evidence:\n  test: []\n", 6, "evidence.test", "did you mean `tests`?"),
        (
            BOLT,
            "evidence:\n  tests:\n    - comand: x\n      result: y\n",
            7,
            "evidence.tests[0].comand",
            "`command`?",
        ),
        (BOLT, "evidence: yes\n", 5, "evidence", "expected keys with values"),
        (BOLT, "depends_on:\n  - qr\n", 6, "depends_on[0]", "a full reference"),
        (BOLT, "started: [a]\n", 5, "started", "not a list"),
        (BOLT, "stories: {a: b}\n", 5, "stories", "expected a list"),
    ],
)
def test_nested_keys_are_named_in_full(path: str, front: str, line: int, key: str, words: str) -> None:
    found = _problems(path, f"---\nschema: aidlc/bolt/v1\nunit: check-in\ngoal: x\n{front}---\n".encode())
    (problem,) = (each for each in found if each.key == key)
    assert problem.line == line
    assert words in problem.message


def test_nested_keys_of_a_policy_are_named_in_full() -> None:
    policy = """schema: aidlc/policy/v1
roles:
  developer: {user: ["bob#1024"]}
  Owner: {users: ["bob#1024"]}
phases:
  inception: {approvals: [{role: developer}]}
  construction: {approvals: [{role: developer}], testing: [{rol: developer}]}
  operation: {approvals: [{role: developer}], environments: [production]}
guarded: {approvals: [{role: developer}]}
"""
    with pytest.raises(RecordProblems) as caught:
        decode_policy(policy.encode())
    assert [(problem.line, problem.key) for problem in caught.value.problems] == [
        (3, "roles.developer.user"),
        (4, "roles.Owner"),
        (7, "phases.construction.testing[0].role"),
        (7, "phases.construction.testing[0].rol"),
    ]
    assert "did you mean `users`?" in str(caught.value)
    assert "did you mean `role`?" in str(caught.value)


_OURS, _THEIRS = f"---\n{GOOD}---\nours\n", f"---\n{GOOD}---\ntheirs\n"


def test_conflict_marks_are_named_with_their_lines() -> None:
    front = "---\nschema: aidlc/intent/v1\n<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> other\n---\n"
    body = f"---\n{GOOD}---\ntext\n<<<<<<< HEAD\nours\n||||||| base\nold\n=======\ntheirs\n>>>>>>> other\n"
    whole = f"<<<<<<< HEAD\n{_OURS}=======\n{_THEIRS}>>>>>>> other\n"
    for text, first, last in ((front, 3, 7), (body, 7, 13), (whole, 1, 15)):
        (problem,) = _problems(INTENT, text.encode())
        assert problem.line == first
        assert f"both sides here, down to line {last}" in problem.message
        assert problem.remedy.endswith(f"`git add {INTENT}`.")
    with pytest.raises(RecordProblems, match=r"aidlc\.yml:1: a merge left both sides"):
        decode_policy(b"<<<<<<< a\na: b\n=======\na: c\n>>>>>>> b\n")


def test_one_mark_alone_may_be_text() -> None:
    for body in (
        "<<<<<<< HEAD\n",
        "Title\n=======\n",
        "<<<<<<< a\n>>>>>>> b\n",
        " <<<<<<< a\n=======\n>>>>>>> b\n",
    ):
        assert decode(INTENT, f"---\n{GOOD}---\n{body}".encode()).body == body
