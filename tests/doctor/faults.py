"""What can be wrong with a repository, one thing at a time, and what the doctor says of it."""

from typing import Any

from aidlc.domain.doctor_facts import (
    ACTIONS_APP,
    ActionsSettings,
    Branches,
    EnvironmentFacts,
    Holder,
    PinFacts,
    PostedStatus,
    RequiredCheck,
    TeamFacts,
    Unseen,
)
from aidlc.domain.facts import AccountType
from aidlc.domain.findings import Level
from schemas.policy import Permission
from tests.doctor.sound import (
    APP,
    DEPLOY,
    GATE,
    PIN,
    POLICY,
    SIGNAL,
    policy,
    rule,
    sound,
    workflow,
    workflows,
)

ADMIN = Unseen(permission="administration: read")
GATE_CHECK = RequiredCheck(context="aidlc/gate")
ONE_DEVELOPER = POLICY.replace(', "carol#3"', "")
NO_APP = POLICY.replace(f"status-app: {APP}\n", "")


def production(**changes: Any) -> tuple[EnvironmentFacts, ...]:
    found = sound().environments
    assert not isinstance(found, Unseen)
    return (found[0].model_copy(update=changes),)


def holder(reference: str, **changes: Any) -> tuple[Holder, ...]:
    others = [each for each in sound().holders if each.reference != reference]
    return (*others, Holder(reference=reference, **({"permission": Permission.WRITE} | changes)))


def gate_with(old: str, new: str) -> dict[str, Any]:
    assert old in GATE
    return {"workflows": workflows(gate=GATE.replace(old, new))}


def signal_with(old: str, new: str) -> dict[str, Any]:
    assert old in SIGNAL
    return {"workflows": workflows(signal=SIGNAL.replace(old, new))}


Fault = tuple[str, str, Level, dict[str, Any], str]
"""An id of the catalogue ("" for none), a check, the level, what is otherwise, and words of the sentence."""

FAULTS: list[Fault] = [
    # the branch's rules
    (
        "P17",
        "gate-required",
        Level.FAIL,
        {"rules": rule(checks=(RequiredCheck(context="AIDLC/Gate"),))},
        "posts aidlc/gate",
    ),
    ("G36", "gate-required", Level.FAIL, {"rules": rule(checks=())}, "auto-merge included"),
    ("P17", "gate-required", Level.UNKNOWN, {"rules": (), "classic_unseen": ADMIN}, "classic protection"),
    (
        "P6",
        "gate-source",
        Level.WARN,
        {"rules": rule(checks=(GATE_CHECK,)), "policy": policy(NO_APP)},
        "Every workflow",
    ),
    (
        "P6",
        "gate-source",
        Level.WARN,
        {
            "rules": rule(checks=(RequiredCheck(context="aidlc/gate", app=ACTIONS_APP),)),
            "policy": policy(NO_APP),
        },
        "no protection",
    ),
    ("P6", "gate-source", Level.FAIL, {"policy": policy(NO_APP)}, "doesn't name"),
    ("G26", "gate-source", Level.FAIL, {"rules": rule(checks=(GATE_CHECK,))}, "accepts other sources"),
    ("G14", "native-reviews", Level.WARN, {"rules": rule(reviews=0)}, "No native approval"),
    ("P6", "native-reviews", Level.FAIL, {"rules": rule(reviews=0, checks=(GATE_CHECK,))}, "forged"),
    ("P6", "native-reviews", Level.UNKNOWN, {"rules": rule(reviews=0), "classic_unseen": ADMIN}, "reviews"),
    ("G37", "direct-push", Level.FAIL, {"rules": rule(pull_request=False)}, "can push to main"),
    ("G37", "direct-push", Level.UNKNOWN, {"rules": (), "classic_unseen": ADMIN}, "direct pushes"),
    ("", "history", Level.WARN, {"rules": rule(no_force_push=False)}, "force-pushed"),
    ("", "history", Level.UNKNOWN, {"rules": rule(no_deletion=False), "classic_unseen": ADMIN}, "rewritten"),
    ("G38", "bypass", Level.WARN, {"rules": rule(bypass=("administrators",))}, "administrators"),
    ("P20", "bypass", Level.UNKNOWN, {"rules": rule(bypass=ADMIN)}, "who may bypass"),
    ("G23", "merge-queue", Level.FAIL, {"rules": rule(merge_queue=True)}, "merge_group"),
    # the gate's workflows
    ("P7", "gate-workflow", Level.FAIL, {"workflows": ()}, "No workflow"),
    ("P5", "gate-workflow", Level.FAIL, {"workflows": workflows(gate="- no workflow")}, "can't be read"),
    (
        "P5",
        "gate-workflow",
        Level.WARN,
        gate_with("workflow_run: {workflows: [aidlc-signal], types: [completed]}", "pull_request:"),
        "edit its own judge",
    ),
    ("P7", "gate-workflow", Level.FAIL, gate_with("workflow_run", "workflow_call"), "isn't started"),
    (
        "P7",
        "gate-workflow",
        Level.WARN,
        gate_with("issue_comment: {types: [created]}\n", "label:\n"),
        "issue_comment",
    ),
    (
        "P16",
        "gate-filter",
        Level.FAIL,
        gate_with("push: {branches: [main]}", "push: {paths: [src/**]}"),
        "some paths only",
    ),
    (
        "P15",
        "gate-condition",
        Level.FAIL,
        gate_with("runs-on:", "if: github.actor == 'x'\n    runs-on:"),
        "reports success",
    ),
    ("P19", "gate-code", Level.FAIL, gate_with(f"acme/aidlc@{PIN}", "./actions/gate"), "local action"),
    ("P12", "gate-code", Level.FAIL, gate_with("acme/aidlc@", "actions/checkout@"), "checks nothing out"),
    (
        "P18",
        "gate-runner",
        Level.FAIL,
        gate_with("ubuntu-24.04", "[self-hosted, linux]"),
        "GitHub's machines",
    ),
    ("P18", "gate-runner", Level.FAIL, gate_with("acme/aidlc@", "actions/cache@"), "others can fill"),
    (
        "G27",
        "gate-name",
        Level.FAIL,
        gate_with("  evaluate:\n", "  evaluate:\n    name: aidlc/gate\n"),
        "waits for both",
    ),
    ("", "gate-permissions", Level.FAIL, gate_with("statuses: write", "statuses: read"), "statuses: write"),
    (
        "",
        "gate-permissions",
        Level.FAIL,
        gate_with("contents: read", "contents: write"),
        "more than it needs",
    ),
    (
        "",
        "gate-permissions",
        Level.FAIL,
        {"workflows": workflows(gate=GATE.replace("permissions: {", "env: {"))},
        "no `permissions:`",
    ),
    ("P7", "signal", Level.FAIL, {"workflows": workflows()[:1]}, "No workflow wakes"),
    ("P7", "signal", Level.FAIL, {"workflows": workflows(signal="jobs: 1")}, "can't be read"),
    ("P7", "signal", Level.FAIL, signal_with("  pull_request_review:\n", ""), "pull_request_review"),
    (
        "P16",
        "signal",
        Level.FAIL,
        signal_with("pull_request:\n", "pull_request: {paths-ignore: [docs/**]}\n"),
        "some paths only",
    ),
    ("P7", "signal", Level.FAIL, signal_with("permissions: {}", "permissions: write-all"), "has permissions"),
    ("P7", "signal", Level.FAIL, signal_with("permissions: {}", ""), "the default"),
    # Actions settings and other workflows
    ("I2", "actions-approve", Level.WARN, {"actions": ActionsSettings(can_approve=True)}, "counts none"),
    (
        "I2",
        "actions-approve",
        Level.FAIL,
        {
            "actions": ActionsSettings(can_approve=True),
            "rules": rule(checks=(GATE_CHECK,)),
            "policy": policy(NO_APP),
        },
        "all that stands",
    ),
    ("I2", "actions-approve", Level.UNKNOWN, {"actions": ADMIN}, "approve"),
    ("", "actions-default", Level.WARN, {"actions": ActionsSettings(write_by_default=True)}, "may write"),
    ("", "actions-enabled", Level.FAIL, {"actions": ActionsSettings(enabled=False)}, "no gate runs"),
    ("P10", "pins", Level.FAIL, gate_with(PIN, "v1"), "moves"),
    ("P10", "pins", Level.FAIL, gate_with(PIN, "0" * 40), "placeholder"),
    (
        "D19",
        "pins",
        Level.FAIL,
        {
            "workflows": workflows(
                deploy=DEPLOY.replace(f"ship@{PIN}", "ship/.github/workflows/ship.yml@main")
            )
        },
        "moves",
    ),
    (
        "P9",
        "pin-origin",
        Level.FAIL,
        {"pins": (PinFacts(action="acme/aidlc", commit=PIN, reachable=False),)},
        "fork",
    ),
    (
        "P9",
        "pin-origin",
        Level.UNKNOWN,
        {"pins": (PinFacts(action="acme/aidlc", commit=PIN, reachable=ADMIN),)},
        "comes from",
    ),
    (
        "P12",
        "privileged-checkout",
        Level.FAIL,
        {
            "workflows": (
                *workflows(),
                workflow(
                    "label", "on: pull_request_target\njobs: {a: {steps: [{uses: actions/checkout@v7}]}}"
                ),
            )
        },
        "label.yml",
    ),
    (
        "G25",
        "status-writers",
        Level.WARN,
        {
            "workflows": (
                *workflows(),
                workflow("ci", "on: push\npermissions: write-all\njobs: {a: {steps: []}}"),
            )
        },
        "ci.yml",
    ),
    (
        "G25",
        "status-writers",
        Level.UNKNOWN,
        {"workflows": (*workflows(), workflow("ci", "on: ["))},
        "can't be read",
    ),
    (
        "G25",
        "status-origin",
        Level.FAIL,
        {"statuses": (PostedStatus(pull=7, creator="mallory"),)},
        "#7 (mallory)",
    ),
    (
        "G25",
        "status-origin",
        Level.FAIL,
        {"statuses": (PostedStatus(pull=7, creator="github-actions[bot]"),)},
        "github-actions",
    ),
    ("G25", "status-origin", Level.UNKNOWN, {"statuses": ADMIN}, "statuses"),
    (
        "G28",
        "status-test-merge",
        Level.WARN,
        {"statuses": (PostedStatus(pull=7, creator="x", on_test_merge=True),)},
        "#7",
    ),
    # the policy and its people
    ("P2", "policy", Level.FAIL, {"policy": None}, "There is no .github/aidlc.yml"),
    ("P4", "policy", Level.FAIL, {"policy": None, "policy_flaws": ("zero is too few",)}, "zero is too few"),
    ("I17", "role-holders", Level.FAIL, {"holders": holder("alice#1", exists=False)}, "no account"),
    ("I21", "role-holders", Level.FAIL, {"holders": holder("alice#1", same=False)}, "different accounts"),
    (
        "I5",
        "role-holders",
        Level.FAIL,
        {"holders": holder("alice#1", type=AccountType.ORGANIZATION)},
        "only people",
    ),
    (
        "I18",
        "role-holders",
        Level.WARN,
        {"holders": holder("alice#1", permission=Permission.READ)},
        "asks for write",
    ),
    ("I18", "role-holders", Level.UNKNOWN, {"holders": holder("alice#1", permission=ADMIN)}, "may do here"),
    (
        "P20",
        "assistant-account",
        Level.FAIL,
        {"holders": holder("helper#9", permission=Permission.ADMIN)},
        "take the lock off",
    ),
    (
        "P20",
        "assistant-account",
        Level.UNKNOWN,
        {"holders": holder("helper#9", permission=ADMIN)},
        "may do here",
    ),
    (
        "I25",
        "assistant-account",
        Level.WARN,
        {"policy": policy(POLICY.replace("agents:", "maintenance: {approvals: [{role: developer}]}\n#"))},
        "no assistant's account",
    ),
    ("I8", "approvers", Level.FAIL, {"policy": policy(ONE_DEVELOPER)}, "when bob opens"),
    (
        "P4",
        "approvers",
        Level.FAIL,
        {"holders": (Holder(reference="bob#2", exists=False),), "policy": policy(ONE_DEVELOPER)},
        "whoever asks",
    ),
    (
        "P11",
        "assistant-configuration",
        Level.WARN,
        {"policy": policy(POLICY.replace(".cursor/**", "x/**"))},
        ".cursor/mcp.json",
    ),
    ("P8", "codeowners", Level.WARN, {"codeowners": None}, "no CODEOWNERS"),
    (
        "P8",
        "codeowners",
        Level.WARN,
        {"codeowners": "/.github/ @dave\n/.github/workflows/\n"},
        "aidlc-gate.yml has no owner",
    ),
    (
        "I28",
        "role-teams",
        Level.UNKNOWN,
        {"teams": (TeamFacts(reference="acme/core#1", members=ADMIN),)},
        "who is in",
    ),
    ("I29", "role-teams", Level.FAIL, {"teams": (TeamFacts(reference="acme/core#1", members=0),)}, "Nobody"),
    # environments
    ("D12", "environment", Level.FAIL, {"environments": ()}, "without protection"),
    ("D12", "environment", Level.UNKNOWN, {"environments": ADMIN}, "production"),
    ("D7", "environment-gate", Level.WARN, {"workflows": workflows()[:2]}, "2 reviewers suffices"),
    (
        "D7",
        "environment-gate",
        Level.WARN,
        {"workflows": workflows()[:2], "environments": production(reviewers=0)},
        "Nothing asks",
    ),
    (
        "D17",
        "environment-gate",
        Level.WARN,
        {"workflows": workflows()[:2], "environments": production(reviewers=0), "private": True},
        "smaller plans",
    ),
    (
        "D8",
        "environment-self-review",
        Level.FAIL,
        {"environments": production(self_review=True)},
        "may approve it",
    ),
    (
        "D9",
        "environment-admins",
        Level.FAIL,
        {"environments": production(admins_bypass=True)},
        "Administrators may start",
    ),
    (
        "D9",
        "environment-admins",
        Level.UNKNOWN,
        {"environments": production(admins_bypass=None)},
        "doesn't say",
    ),
    (
        "D11",
        "environment-branches",
        Level.FAIL,
        {"environments": production(branches=Branches.ANY)},
        "Every branch",
    ),
    (
        "D11",
        "environment-branches",
        Level.FAIL,
        {"environments": production(patterns=("main", "refs/pull/*/merge"))},
        "pull request's code",
    ),
    (
        "D11",
        "environment-branches",
        Level.FAIL,
        {"environments": production(patterns=("*/*",))},
        "pull request's code",
    ),
    (
        "D11",
        "environment-branches",
        Level.WARN,
        {"environments": production(patterns=("main", "release/*"))},
        "release/*",
    ),
    (
        "D11",
        "environment-branches",
        Level.UNKNOWN,
        {"environments": production(patterns=ADMIN)},
        "which branches",
    ),
    (
        "D13",
        "environment-branches",
        Level.FAIL,
        {"environments": production(branches=Branches.PROTECTED), "rules": ()},
        "none is protected",
    ),
    (
        "D13",
        "environment-branches",
        Level.UNKNOWN,
        {"environments": production(branches=Branches.PROTECTED), "rules": (), "classic_unseen": ADMIN},
        "is protected",
    ),
]
