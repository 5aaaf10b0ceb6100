"""Words of an issue or a comment, reduced to what a reader of the page sees, before a model reads them.

What GitHub hides from people (comments, alternative texts, link titles, invisible characters) must not reach the model
either: people could not object to it. It is data all the same; whoever puts it into a prompt fences it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from aidlc.domain.facts import Frozen

MOST_CHARACTERS: Final = 40_000
_ROUNDS: Final = 20
_OPENING: Final = re.compile(r"[<\[&]")

# Without a closing mark a comment hides the rest of the page, so it goes as far here.
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_REFERENCE: Final = re.compile(r"&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,8});?")
_IMAGE_TEXT: Final = re.compile(r"!\[[^\]]{1,4000}\](?=[(\[])")
_IMAGE_LEFT: Final = re.compile(r"!(?=\[[^\]])")
_LINK_TITLE: Final = re.compile(
    r"(\]\([^()\s]{1,4000})\s+(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|\([^()]{0,4000}\))(?=\s*\))"
)
_LINK_DEFINITION: Final = re.compile(r"^[ ]{0,3}\[[^\]\n]{1,999}\]:[^\n]*(?:\n|\Z)", re.MULTILINE)
_TAG: Final = re.compile(r"<[A-Za-z/][^<>]{0,4000}>")
_ATTRIBUTE: Final = re.compile(
    r"\s(?:alt|title|placeholder|style|hidden|aria-[\w-]{1,40}|data-[\w-]{1,40})"
    r"(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?(?=[\s/>])",
    re.IGNORECASE,
)
_SECRET: Final = re.compile(
    r"gh[pousr]_\w{30,}|github_pat_\w{22,}|sk-ant-[\w-]{20,}|(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abprs]-[\w-]{10,}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
)
_HIDDEN: Final = frozenset({"Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"})
_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
"""Letters and marks that show nothing, whatever Unicode calls them."""


class ReadableText(Frozen):
    """What a reader of the page sees of somebody's words."""

    text: str
    removed: tuple[str, ...] = ()
    """What was taken out, in the words for a person who looks at the result; empty when nothing was."""


def make_readable(text: str, limit: int = MOST_CHARACTERS) -> ReadableText:
    """Return `text` without what a page hides, cut at `limit` characters.

    Repeated until nothing changes, because taking one thing out can put another together. Text that doesn't settle (hidden
    parts in hidden parts, over and over) loses the characters that all of them begin with.
    """
    now = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    removed: list[str] = []
    if len(now) > limit:
        now = now[:limit]
        removed.append(f"everything after the first {limit} characters")
    for turn in range(2 * _ROUNDS):
        before = now
        if turn == _ROUNDS:
            now = _OPENING.sub("", now)
            removed.append("every <, [ and &, because parts were hidden in hidden parts")
        for name, step in _STEPS:
            after = step(now)
            if after != now and name not in removed:
                removed.append(name)
            now = after
        if now == before:
            return ReadableText(text=now, removed=tuple(removed))
    return ReadableText(text="", removed=("all of it, which hides more than can be taken out",))


def fence(text: str, source: str, nonce: str) -> str:
    """Return `text` between marks that carry `nonce`, so that nothing in it can close them.

    `nonce` is a fresh random word for each run; `source` says where the words come from ("issue 7").
    """
    inner = re.sub(r"<(?=\s*/?\s*untrusted)", "&lt;", text.replace(nonce, ""), flags=re.IGNORECASE)
    named = html.escape(_without_hidden(" ".join(source.replace(nonce, "").split())))
    return f'<untrusted id="{nonce}" source="{named}">\n{inner}\n</untrusted id="{nonce}">'


def _is_hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    code = ord(character)
    selector = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    return selector or character in _BLANKS or unicodedata.category(character) in _HIDDEN


def _without_hidden(text: str) -> str:
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(character for character in text if not _is_hidden(character))


_STEPS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    (
        "numeric character references",
        lambda text: _REFERENCE.sub(lambda found: html.unescape(found[0]), text),
    ),
    ("invisible characters", _without_hidden),  # first of those that remove: `<!-\u200b-` must not survive
    ("HTML comments", lambda text: _COMMENT.sub("", text)),
    ("alternative texts of images", lambda text: _IMAGE_LEFT.sub("", _IMAGE_TEXT.sub("![]", text))),
    ("titles of links", lambda text: _LINK_TITLE.sub(r"\1", text)),
    ("definitions of link references", lambda text: _LINK_DEFINITION.sub("", text)),
    ("hidden attributes of HTML", lambda text: _TAG.sub(lambda tag: _ATTRIBUTE.sub("", tag[0]), text)),
    ("what looks like a secret", lambda text: _SECRET.sub("[removed]", text)),
)
