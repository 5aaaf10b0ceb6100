"""What an assistant doesn't do: approve, merge, dismiss, post the gate's status, push to the default branch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushes import PUSHES, default_branches, judge_push
from shell_words import UnreadableError, positional, split_commands, take_out_heredocs

APPROVES = "it approves a pull request"
MERGES = "it merges a pull request, or lets it merge by itself"
DISMISSES = "it dismisses somebody's review"
UNSEEN = "it submits a review whose kind can't be seen here"
STATUS = "it posts a commit status, which only the gate does"
RELEASES = "it lets a deployment pass that waits for people"
LOOSENS = "it changes what protects the branch"
DIGEST_LINE = "it writes a digest line, which only an approving person does"

_DIGEST = re.compile(r"aidlc-approve\s*:", re.IGNORECASE)
_GRAPHQL = (
    (re.compile(r"\b(?:add|submit)PullRequestReview\b(?!\w)"), APPROVES),
    (re.compile(r"\bdismissPullRequestReview\b"), DISMISSES),
    (
        re.compile(r"\b(?:mergePullRequest|enablePullRequestAutoMerge|enqueuePullRequest|mergeBranch)\b"),
        MERGES,
    ),
    (re.compile(r"\bapproveDeployments\b"), RELEASES),
    (re.compile(r"\b(?:create|update|delete)(?:BranchProtectionRule|RepositoryRuleset)\b"), LOOSENS),
)
_WRITES = re.compile(
    r"\b(?:PUT|POST|PATCH|DELETE)\b|(?:^|\s)(?:-f|-F|-d|-T|--field|--raw-field|--data[\w-]*|--json|--input|--form"
    r"|--upload-file|--post-data|--body-data|-Body)(?:\s|=|[\w{@])|(?:^|\s)-[a-zA-Z]*X\s*(?:PUT|POST|PATCH|DELETE)|\.(?:put|post|patch|delete)\(",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"--input|@[\w./-]|\$|--body-file", re.IGNORECASE)
_EVENT = re.compile(r"\bevent[\"'\\\s]*[=:][\"'\\\s]*(\w+)", re.IGNORECASE)
_PATHS = (
    (re.compile(r"/dismissals\b"), DISMISSES),
    (re.compile(r"pulls?/[^/\s]+/merge\b|/merges\b"), MERGES),
    (re.compile(r"/statuses/"), STATUS),
    (re.compile(r"pending_deployments|deployment_protection_rule"), RELEASES),
    (re.compile(r"/rulesets\b|/branches/[^/\s]+/protection\b"), LOOSENS),
)
_LOOKS = (
    (re.compile(r"\bpr\s+review\b.*?(?:\s-[cr]*a|--approve)", re.DOTALL), APPROVES),
    (re.compile(r"\bpr\s+merge\b(?!.*--disable-auto)", re.DOTALL), MERGES),
    (re.compile(r"merge_pull_request\b"), MERGES),
)
_READERS = frozenset(
    [
        "grep",
        "egrep",
        "fgrep",
        "rg",
        "ag",
        "ack",
        "echo",
        "printf",
        "cat",
        "ls",
        "head",
        "tail",
        "less",
        "more",
        "man",
        "wc",
        "tldr",
    ]
)
_INTERPRETERS = frozenset(
    [
        "sh",
        "bash",
        "zsh",
        "dash",
        "ksh",
        "fish",
        "pwsh",
        "powershell",
        "eval",
        "source",
        ".",
        "xargs",
        "parallel",
        "python",
        "python3",
        "node",
        "deno",
        "bun",
        "perl",
        "ruby",
        "php",
        "ssh",
        "su",
        "watch",
        "at",
        "batch",
        "expect",
        "script",
    ]
)
_BEFORE = frozenset(
    [
        "env",
        "sudo",
        "doas",
        "command",
        "exec",
        "builtin",
        "nohup",
        "time",
        "nice",
        "ionice",
        "stdbuf",
        "setsid",
        "then",
        "do",
        "else",
        "if",
        "elif",
        "while",
        "until",
        "!",
        "{",
        "}",
        "coproc",
    ]
)
_LOCATION = re.compile(r"git/refs/heads/([\w./-]+)")
_MCP_MERGES = re.compile(r"(?:^|_)(?:merge_(?:pull_request|pr)|enable_\w*auto_?merge)$")
_MCP_APPROVES = re.compile(r"(?:^|_)approve_(?:pull_request|pr|review)$")


def judge_command(text: str, cwd: str, depth: int = 0) -> str:
    """Return why a shell command is refused, empty when it isn't."""
    commands_text, bodies = take_out_heredocs(text)
    try:
        commands = [_unwrap(words) for words in split_commands(commands_text)]
    except (UnreadableError, ValueError, RecursionError):
        return looks_forbidden(text)
    commands = [words for words in commands if words]
    runs_words = any(_program(words) in _INTERPRETERS for words in commands)
    calls = any(_program(words) in {"gh", "curl", "http", "https", "wget"} for words in commands)
    for words in commands:
        reason = _judge_words(words, cwd, depth, words_only=not runs_words)
        if reason:
            return reason
    if runs_words or calls:
        return next(filter(None, map(looks_forbidden, bodies)), "")
    return ""


def looks_forbidden(text: str) -> str:
    """Return what `text` looks like, wherever in it and whatever around it; for what can't be taken apart."""
    flat = re.sub(r"[\s'\"\\,\[\]]+", " ", text)
    for pattern, reason in _LOOKS:
        if pattern.search(flat):
            return reason
    return _judge_http(flat) or (DIGEST_LINE if _DIGEST.search(flat) else "")


def _unwrap(words: list[str]) -> list[str]:
    """Leave out what stands before the program: settings of variables, sudo and the like, with their options."""
    position = 0
    while position < len(words):
        word = words[position]
        if (
            _program([word]) in _BEFORE
            or re.match(r"[A-Za-z_]\w*=", word)
            or (position and word.startswith("-"))
        ):
            position += 1
        elif word in {"timeout", "gtimeout"}:
            position += 2
        else:
            break
    return words[position:]


def _program(words: list[str]) -> str:
    return re.split(r"[/\\]", words[0])[-1].lower().replace(".exe", "")


def _judge_words(words: list[str], cwd: str, depth: int, *, words_only: bool) -> str:
    program = _program(words)
    if program in _READERS and words_only:
        return ""
    if program == "git":
        return judge_push(words[1:], cwd)
    for position, word in enumerate(words):
        if _program([word]) == "gh":
            reason = _judge_gh(words[position + 1 :], cwd, depth)
            if reason or not position:
                return reason
        elif _program([word]) == "git" and position:
            reason = judge_push(words[position + 1 :], cwd)
            if reason:
                return reason
    for word in words:
        if depth < 4 and re.search(r"\s", word):
            reason = judge_command(word, cwd, depth + 1) or (looks_forbidden(word) if not words_only else "")
            if reason:
                return reason
    flat = " ".join(words)
    return looks_forbidden(flat) if not words_only else _judge_http(flat)


def _judge_gh(words: list[str], cwd: str, depth: int) -> str:
    text = " ".join(words)
    names = positional(words, {"-R", "--repo", "--hostname"})
    group, verb = (*names, "", "")[:2]
    if group == "api":
        return _judge_http(text) or _judge_contents(text, cwd)
    if _DIGEST.search(text):
        return DIGEST_LINE
    if (group, verb) == ("pr", "merge") and "--disable-auto" not in words:
        return MERGES
    if (group, verb) == ("pr", "review"):
        return _judge_review(words[words.index(verb) + 1 :])
    if (group, verb) == ("alias", "set") and depth < 4:
        aliased = [word.lstrip("!") for word in words if re.search(r"\s", word)]
        said = (judge_command(f"{start}{each}", cwd, depth + 1) for each in aliased for start in ("gh ", ""))
        return next(filter(None, said), "")
    return ""


def _judge_review(words: list[str]) -> str:
    kinds: set[str] = set()
    open_ = skip = False
    for word in words:
        if skip:
            skip = False
            continue
        long = word.partition("=")[0]
        if long in {"--body", "--body-file", "--repo"}:
            skip = "=" not in word
        elif word.startswith("--"):
            kinds.add(long)
        elif word.startswith("-"):
            for plain, valued, rest in re.findall(r"\A-([acr]*)([bFR]?)((?s:.*))", word):
                kinds.update(plain)
                skip = bool(valued) and not rest
        open_ = open_ or word.startswith("$")
    if kinds & {"--approve", "a"}:
        return APPROVES
    return UNSEEN if open_ and not kinds & {"--comment", "--request-changes", "c", "r"} else ""


def _judge_http(text: str) -> str:
    for pattern, reason in _GRAPHQL:
        if pattern.search(text):
            return reason
    writes = bool(_WRITES.search(text))
    if re.search(r"/reviews\b", text) and writes:
        events = {found.upper() for found in _EVENT.findall(text)}
        if "APPROVE" in events or re.search(r"\bAPPROVE\b", text):
            return APPROVES
        if not events and _HIDDEN.search(text):
            return UNSEEN
    for pattern, reason in _PATHS:
        if writes and pattern.search(text):
            return reason
    return ""


def _judge_contents(text: str, cwd: str) -> str:
    if not _WRITES.search(text):
        return ""
    place = _LOCATION.search(text)
    if place and place.group(1) in default_branches(cwd):
        return PUSHES
    branch = re.search(r"\bbranch\W{1,3}([\w./-]+)", text)
    if re.search(r"/contents/", text) and (not branch or branch.group(1) in default_branches(cwd)):
        return PUSHES
    return ""


def judge_tool(tool: str, given: dict[str, object], cwd: str) -> str:
    """Return why a call of another server's MCP tool is refused, empty when it isn't. Ours can't approve anything."""
    if re.match(r"mcp__(?:plugin_aidlc_)?aidlc__", tool):
        return ""
    name = re.sub(r"([a-z])([A-Z])", r"\1_\2", tool.rpartition("__")[2]).lower().replace("-", "_")
    texts = list(_texts(given))
    if _MCP_MERGES.search(name):
        return MERGES
    if _MCP_APPROVES.search(name) or ("review" in name and any(text.upper() == "APPROVE" for text in texts)):
        return APPROVES
    if "dismiss" in name and "review" in name:
        return DISMISSES
    if name in {"push_files", "create_or_update_file", "delete_file"}:
        branch = given.get("branch")
        return PUSHES if not branch or branch in default_branches(cwd) else ""
    if re.search(r"comment|review|issue|pull", name) and any(map(_DIGEST.search, texts)):
        return DIGEST_LINE
    if re.search(r"graphql|api|request|fetch|http|query|execute|shell|command|run", name):
        flat = " ".join(texts)
        return looks_forbidden(flat) or next(filter(None, (judge_command(text, cwd) for text in texts)), "")
    return ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
