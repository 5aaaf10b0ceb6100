"""A repository in which everything is as it should be at T2, and what the diagnosis says of a change to it."""

from typing import Any

from aidlc.adapters.codec import decode_policy
from aidlc.adapters.workflow_files import read_workflow
from aidlc.domain.doctor import diagnose
from aidlc.domain.doctor_facts import (
    ActionsSettings,
    Branches,
    BranchRule,
    EnvironmentFacts,
    Holder,
    RepositorySettings,
    RequiredCheck,
    WorkflowFile,
)
from aidlc.domain.findings import Diagnosis, Finding
from schemas.policy import Permission, Policy

APP = 4711
PIN = "a" * 40
POLICY = f"""\
schema: aidlc/policy/v1
roles:
  product-owner: {{users: ["alice#1", "erin#5"]}}
  developer: {{users: ["bob#2", "carol#3"]}}
  maintainer: {{users: ["dave#4", "erin#5"]}}
phases:
  inception: {{approvals: [{{role: product-owner}}, {{role: developer}}], independence: author}}
  construction: {{approvals: [{{role: developer}}]}}
  operation: {{approvals: [{{role: product-owner}}], environments: [production]}}
guarded:
  paths: [".mcp.json", ".claude/**", ".cursor/**", ".kiro/**", ".vscode/mcp.json", ".codex/**", ".gemini/**"]
  approvals: [{{role: maintainer}}]
agents: {{users: ["helper#9"]}}
status-app: {APP}
"""
GATE = f"""\
name: aidlc-gate
on:
  workflow_run: {{workflows: [aidlc-signal], types: [completed]}}
  push: {{branches: [main]}}
  issue_comment: {{types: [created]}}
  schedule: [{{cron: "7 * * * *"}}]
  workflow_dispatch:
permissions: {{}}
jobs:
  evaluate:
    runs-on: ubuntu-24.04
    permissions: {{contents: read, issues: write, pull-requests: write, statuses: write}}
    steps: [{{uses: "acme/aidlc@{PIN}"}}]
"""
SIGNAL = """\
name: aidlc-signal
on:
  pull_request:
  pull_request_review:
permissions: {}
jobs:
  signal: {runs-on: ubuntu-24.04, steps: [{run: "true"}]}
"""
DEPLOY = f"""\
name: deploy
on: workflow_dispatch
permissions: {{contents: read}}
jobs:
  ask: {{runs-on: ubuntu-24.04, steps: [{{run: "aidlc deploy-gate --release r --environment production"}}]}}
  deploy: {{needs: ask, environment: production, runs-on: ubuntu-24.04, steps: [{{uses: "acme/ship@{PIN}"}}]}}
"""
RULE = BranchRule(
    source="ruleset main",
    pull_request=True,
    reviews=1,
    checks=(RequiredCheck(context="aidlc/gate", app=APP),),
    no_force_push=True,
    no_deletion=True,
)


def policy(text: str = POLICY) -> Policy:
    return decode_policy(text.encode())


def workflow(name: str, text: str) -> WorkflowFile:
    return read_workflow(f".github/workflows/{name}.yml", text.encode())


def workflows(gate: str = GATE, signal: str = SIGNAL, deploy: str = DEPLOY) -> tuple[WorkflowFile, ...]:
    return workflow("aidlc-gate", gate), workflow("aidlc-signal", signal), workflow("deploy", deploy)


def sound(**changes: Any) -> RepositorySettings:
    people = ("alice#1", "bob#2", "carol#3", "dave#4", "erin#5", "helper#9")
    whole: dict[str, Any] = {
        "repository": "acme/events",
        "default_branch": "main",
        "private": False,
        "rules": (RULE,),
        "actions": ActionsSettings(),
        "environments": (
            EnvironmentFacts(
                name="production",
                reviewers=2,
                self_review=False,
                admins_bypass=False,
                branches=Branches.LISTED,
                patterns=("main",),
            ),
        ),
        "workflows": workflows(),
        "codeowners": "/.github/ @dave\n",
        "codeowners_path": ".github/CODEOWNERS",
        "policy": policy(),
        "holders": tuple(Holder(reference=each, permission=Permission.WRITE) for each in people),
    }
    return RepositorySettings(**(whole | changes))


def rule(**changes: Any) -> tuple[BranchRule, ...]:
    return (RULE.model_copy(update=changes),)


def diagnosis(**changes: Any) -> Diagnosis:
    return diagnose(sound(**changes))


def findings(id_: str, **changes: Any) -> list[Finding]:
    """The findings of one check, when these facts are otherwise."""
    return [each for each in diagnosis(**changes).findings if each.id == id_]
