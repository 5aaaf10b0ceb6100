"""Where GitHub is: the API's addresses, checked before a token is sent to them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from aidlc.adapters.github.answers import clip
from aidlc.domain.errors import GitHubError, InputError

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def check_url(url: str) -> SplitResult:
    """Return the parts of an API address.

    Raises `InputError` unless it is https, or http on this machine: a token never travels in clear text.
    """
    try:
        parts = urlsplit(url.rstrip("/"))
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise InputError(
            f"`{clip(url)}` is no API address. Expected something like https://api.github.com."
        ) from None
    if not usable or parts.username is not None or parts.query or parts.fragment:
        raise InputError(f"`{clip(url)}` is no API address. Expected something like https://api.github.com.")
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return parts
    raise InputError(
        f"The address `{clip(url)}` isn't https, so the token isn't sent there. Write it with https."
    )


def graphql_path(path: str) -> str:
    """Return the path of GraphQL for the path of REST: `/api/v3` to `/api/graphql`, nothing to `/graphql`.

    Source: https://docs.github.com/en/enterprise-server@latest/graphql/guides/managing-enterprise-accounts
    """
    return f"{path.rstrip('/').removesuffix('/v3')}/graphql"


def with_query(path: str, params: Mapping[str, str]) -> str:
    """Return `path` with `params` added to its query; they win over what it has."""
    parts = urlsplit(path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(params)
    return f"{parts.path}?{urlencode(query)}" if query else parts.path


def next_page(api: SplitResult, link: str) -> str | None:
    """Return the next page's path below the API root, from a `Link` header; `None` on the last page.

    Raises `GitHubError` when the link leaves the API.
    """
    found = re.search(r'<([^<>]*)>\s*;\s*rel="next"', link)
    if found is None:
        return None
    url = urlsplit(found[1])
    if (url.scheme, url.netloc) != (api.scheme, api.netloc) or not url.path.startswith(f"{api.path}/"):
        raise GitHubError("GitHub's next page lies on another host and is refused. Check the API address.")
    path = url.path.removeprefix(api.path)
    return f"{path}?{url.query}" if url.query else path
