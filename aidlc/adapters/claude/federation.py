"""Keyless access from a workflow: GitHub's identity token, put where the SDK exchanges it for a short-lived one."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import MutableMapping
from typing import Final
from urllib.parse import quote

from aidlc.adapters.claude.errors import ClaudeError

AUDIENCE: Final = "https://api.anthropic.com"
_SECONDS: Final = 30.0
_NEEDED: Final = ("ANTHROPIC_FEDERATION_RULE_ID", "ANTHROPIC_ORGANIZATION_ID")


def sign_in(environ: MutableMapping[str, str]) -> None:
    """Fetch the job's identity token where federation is configured and no other credentials are; else do nothing.

    Needs `id-token: write`. The token is used once, so one run has one client. Raises `ClaudeError`.
    Source: https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments
    """
    has_key = any(environ.get(name, "").strip() for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"))
    has_token = any(
        environ.get(name) for name in ("ANTHROPIC_IDENTITY_TOKEN", "ANTHROPIC_IDENTITY_TOKEN_FILE")
    )
    if has_key or has_token or not all(environ.get(name, "").strip() for name in _NEEDED):
        return
    url, secret = (
        environ.get("ACTIONS_ID_TOKEN_REQUEST_URL", ""),
        environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN", ""),
    )
    if not url or not secret:
        raise ClaudeError(
            "no-identity",
            "The job has no identity token: give it `permissions: id-token: write`, or set a key.",
        )
    token = _fetch(url, secret)
    handle, path = tempfile.mkstemp(prefix="aidlc-identity-", dir=environ.get("RUNNER_TEMP") or None)
    with os.fdopen(handle, "w", encoding="utf-8") as file:  # mkstemp: for this user alone
        file.write(token)
    environ["ANTHROPIC_IDENTITY_TOKEN_FILE"] = path


def _fetch(url: str, secret: str) -> str:
    import httpx2

    try:
        answer = httpx2.get(
            f"{url}{'&' if '?' in url else '?'}audience={quote(AUDIENCE, safe='')}",
            headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"},
            timeout=_SECONDS,
        )
        value = json.loads(answer.text).get("value") if answer.status_code == 200 else None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, AttributeError):
        value = None
    if not isinstance(value, str) or not value:
        raise ClaudeError(
            "no-identity", "GitHub gave no identity token for this job. Run again.", passing=True
        )
    return value
