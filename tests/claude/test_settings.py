"""How Claude is configured: by the environment, where an empty variable is one that nobody set."""

import os
import subprocess
import sys
from decimal import Decimal

import pytest

from aidlc.adapters.claude.client import check_credentials, tidy
from aidlc.adapters.claude.settings import ClaudeSettings, Effort, Provider, read_settings
from aidlc.domain.errors import InputError


def test_nothing_set_means_the_default_model() -> None:
    assert read_settings({}) == ClaudeSettings()
    assert read_settings({"AIDLC_MODEL": "", "AIDLC_MAX_COST_USD": " "}) == ClaudeSettings()


def test_every_setting_is_read() -> None:
    settings = read_settings(
        {
            "AIDLC_PROVIDER": "bedrock",
            "AIDLC_MODEL": "eu.anthropic.claude-sonnet-5-5",
            "AIDLC_EFFORT": "low",
            "AIDLC_MAX_COST_USD": "2.50",
            "AWS_REGION": "eu-central-1",
            "AIDLC_TIMEOUT": "30",
            "AIDLC_RETRIES": "0",
        }
    )

    assert settings == ClaudeSettings(
        provider=Provider.BEDROCK,
        model="eu.anthropic.claude-sonnet-5-5",
        effort=Effort.LOW,
        max_cost=Decimal("2.50"),
        region="eu-central-1",
        timeout=30.0,
        retries=0,
    )


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"AIDLC_PROVIDER": "openai"}, "anthropic, bedrock"),
        ({"AIDLC_PROVIDER": "bedrock"}, "needs a region"),
        ({"AIDLC_MODEL": "claude opus"}, "id such as"),
        ({"AIDLC_MODEL": "clàude"}, "id such as"),
        ({"AIDLC_EFFORT": "utmost"}, "low, medium, high"),
        ({"AIDLC_MAX_COST_USD": "0"}, "above zero"),
        ({"AIDLC_MAX_COST_USD": "NaN"}, "above zero"),
        ({"AIDLC_MAX_COST_USD": "two"}, "above zero"),
        ({"AIDLC_TIMEOUT": "soon"}, "from 0.1 to 3600"),
        ({"AIDLC_RETRIES": "99"}, "from 0 to 10"),
    ],
)
def test_unusable_setting_is_one_sentence(environ: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_settings(environ)


def test_empty_variables_of_the_sdk_are_taken_out_and_keys_lose_their_line_feed() -> None:
    environ = {"ANTHROPIC_BASE_URL": "", "ANTHROPIC_API_KEY": "sk-ant-1\n", "AWS_PROFILE": " ", "HOME": ""}

    tidy(environ)

    assert environ == {"ANTHROPIC_API_KEY": "sk-ant-1", "HOME": ""}


def test_no_credentials_are_told_before_anything_is_sent() -> None:
    with pytest.raises(InputError, match="ANTHROPIC_API_KEY"):
        check_credentials(ClaudeSettings(), {})


@pytest.mark.parametrize(
    "environ",
    [
        {"ANTHROPIC_API_KEY": "sk-ant-1"},
        {"ANTHROPIC_AUTH_TOKEN": "token"},
        {
            "ANTHROPIC_IDENTITY_TOKEN_FILE": "/tmp/token",
            "ANTHROPIC_FEDERATION_RULE_ID": "rule",
            "ANTHROPIC_ORGANIZATION_ID": "org",
        },
    ],
)
def test_any_credentials_will_do(environ: dict[str, str]) -> None:
    check_credentials(ClaudeSettings(), environ)


def test_key_with_a_control_character_is_refused_without_being_shown() -> None:
    with pytest.raises(InputError, match="ANTHROPIC_API_KEY") as raised:
        check_credentials(ClaudeSettings(), {"ANTHROPIC_API_KEY": "sk-ant-\x001"})

    assert "sk-ant" not in str(raised.value)


def test_the_sdk_is_loaded_by_the_first_question_only() -> None:
    code = "import sys; import aidlc.adapters.claude.conversation; sys.exit('anthropic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], env={**os.environ}, check=False).returncode == 0
