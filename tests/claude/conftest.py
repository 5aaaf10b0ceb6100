import os

import pytest


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials of whoever runs the tests, and no way to the real service."""
    for name in list(os.environ):
        if name.startswith(("ANTHROPIC_", "AWS_", "AIDLC_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-key-of-nobody")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
