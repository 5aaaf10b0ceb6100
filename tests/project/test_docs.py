"""What the documentation shows works as shown."""

import re
from pathlib import Path

from aidlc.usecases.resolve_policy import check_policy_bytes
from schemas.policy import Agents, PhasePolicy, Phases, Policy, Role

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_policy_of_the_documentation_can_be_used() -> None:
    text = (DOCS / "policy.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 1
    policy = check_policy_bytes(blocks[0].encode(), "docs/policy.md")
    assert policy.maintenance is not None
    assert policy.phases.construction.testing is not None


def test_every_key_of_the_policy_is_documented() -> None:
    text = (DOCS / "policy.md").read_text(encoding="utf-8")
    for model in (Policy, Phases, PhasePolicy, Role, Agents):
        for name, field in model.model_fields.items():
            assert re.search(rf"\b{re.escape(field.alias or name)}\b", text), name


def test_pages_link_only_to_what_exists() -> None:
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page, target)
