"""Whether the default branch's rules make the gate count: rulesets and classic protection together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aidlc.domain.doctor_facts import ACTIONS_APP, RepositorySettings, Unseen
from aidlc.domain.findings import Finding, fail, ok, warn
from aidlc.domain.workflow_roles import gates

CONTEXT: Final = "aidlc/gate"
_RULESETS: Final = "Settings → Rules → Rulesets"


def check_branch(settings: RepositorySettings) -> Iterator[Finding]:
    """Yield what the rules of the default branch amount to."""
    yield check_required(settings)
    yield check_source(settings)
    yield check_native_reviews(settings)
    yield check_pull_requests(settings)
    yield check_history(settings)
    yield from check_bypass(settings)
    yield check_queue(settings)


def is_required(settings: RepositorySettings) -> bool:
    """Whether a rule requires the gate's status, or a workflow that posts it."""
    return bool(apps(settings)) or required_workflow(settings)


def apps(settings: RepositorySettings) -> tuple[int | None, ...]:
    """The Apps that the required check accepts, one entry a rule; `None` accepts everybody."""
    return tuple(check.app for rule in settings.rules for check in rule.checks if check.context == CONTEXT)


def required_workflow(settings: RepositorySettings) -> bool:
    """Whether a rule requires the gate's workflow itself."""
    return any("aidlc-gate" in path for rule in settings.rules for path in rule.workflows)


def native_reviews(settings: RepositorySettings) -> int:
    """How many native approvals the rules ask for together: the highest number counts."""
    return max((rule.reviews for rule in settings.rules), default=0)


def from_own_app(settings: RepositorySettings) -> bool:
    """Whether the required status can only come from the App that the policy names."""
    wanted = settings.policy.status_app if settings.policy is not None else None
    return wanted is not None and wanted != ACTIONS_APP and wanted in apps(settings)


def is_out_of_reach(settings: RepositorySettings) -> bool:
    """Whether a branch's own workflow can't post the status that counts."""
    return from_own_app(settings) or required_workflow(settings)


def check_required(settings: RepositorySettings) -> Finding:
    """Whether the status is required at all, under exactly its name."""
    branch = settings.default_branch
    if is_required(settings):
        return ok("gate-required", f"{branch} requires {CONTEXT}.", "P17", "G36")
    near = sorted({c.context for rule in settings.rules for c in rule.checks if "aidlc" in c.context.lower()})
    if near:
        return fail(
            "gate-required",
            f"{branch} requires {', '.join(near)}, but the gate posts {CONTEXT}.",
            f"{_RULESETS}: require the status check `{CONTEXT}`, spelled exactly so.",
            "P17",
        )
    if settings.classic_unseen is not None:
        return settings.classic_unseen.finding(
            "gate-required", f"whether classic protection of {branch} requires {CONTEXT}", ("P17", "G36")
        )
    return fail(
        "gate-required",
        f"{branch} doesn't require {CONTEXT}: pull requests, auto-merge included, don't wait for it.",
        f"{_RULESETS}: target {branch}, require the status check `{CONTEXT}`.",
        "P17",
        "G36",
    )


def check_source(settings: RepositorySettings) -> Finding:
    """Whose word the required status takes."""
    found, wanted = apps(settings), settings.policy.status_app if settings.policy is not None else None
    if is_out_of_reach(settings):
        return ok("gate-source", "A branch's own workflow can't post the status that counts.", "P6", "G26")
    foreign = sorted({app for app in found if app not in {None, ACTIONS_APP, wanted}}, key=str)
    if foreign:
        return fail(
            "gate-source",
            f"The required check accepts only the App {foreign[0]}, which the policy doesn't name.",
            f"Write `status-app: {foreign[0]}` in the policy if the gate posts as that App, or accept any source.",
            "P6",
        )
    if wanted is not None:
        return fail(
            "gate-source",
            f"The policy names the App {wanted}, but the required check accepts other sources.",
            f"{_RULESETS}: set the source of `{CONTEXT}` to that App.",
            "P6",
            "G26",
        )
    return warn(
        "gate-source",
        "Every workflow of the repository can post the required status; the GitHub Actions app is no protection.",
        "Post it by a dedicated App (`status-app`), or require the gate's workflow by an organisation's ruleset.",
        "P6",
        "G26",
    )


def check_native_reviews(settings: RepositorySettings) -> Finding:
    """Whether a forged status would still leave one review to get."""
    count = native_reviews(settings)
    cases = ("P6", "G14")
    if count:
        return ok("native-reviews", f"{count} native approvals are required as well.", *cases)
    remedy = f"{_RULESETS}: require a pull request with at least 1 approval."
    if settings.classic_unseen is not None:
        return settings.classic_unseen.finding(
            "native-reviews", "whether classic protection requires reviews", cases
        )
    if is_out_of_reach(settings):
        return warn("native-reviews", "No native approval is required.", remedy, *cases)
    return fail(
        "native-reviews",
        "No native approval is required: a forged status is enough to merge.",
        remedy,
        *cases,
    )


def check_pull_requests(settings: RepositorySettings) -> Finding:
    """Whether anything can reach the default branch without a pull request."""
    branch = settings.default_branch
    if any(rule.pull_request for rule in settings.rules):
        return ok("direct-push", f"Changes reach {branch} by pull request.", "G37")
    if settings.classic_unseen is not None:
        return settings.classic_unseen.finding(
            "direct-push", f"whether {branch} takes direct pushes", ("G37",)
        )
    return fail(
        "direct-push",
        f"Everybody who can push can push to {branch}.",
        f"{_RULESETS}: require a pull request before merging.",
        "G37",
    )


def check_history(settings: RepositorySettings) -> Finding:
    """Whether the history that approvals are found in can be rewritten."""
    branch = settings.default_branch
    kept = any(r.no_force_push for r in settings.rules) and any(r.no_deletion for r in settings.rules)
    if kept:
        return ok("history", f"{branch} can't be rewritten or deleted.")
    if settings.classic_unseen is not None:
        return settings.classic_unseen.finding("history", f"whether {branch} can be rewritten", ())
    return warn(
        "history",
        f"{branch} can be force-pushed or deleted, and with it the history that approvals are found in.",
        f"{_RULESETS}: block force pushes and restrict deletions.",
    )


def check_bypass(settings: RepositorySettings) -> Iterator[Finding]:
    """Who may go past each rule that carries the gate."""
    for rule in settings.rules:
        if not (rule.checks or rule.pull_request or rule.workflows):
            continue
        if isinstance(rule.bypass, Unseen):
            yield rule.bypass.finding("bypass", f"who may bypass {rule.source}", ("G38", "P20"))
        elif rule.bypass:
            yield warn(
                "bypass",
                f"{rule.source} can be bypassed by {', '.join(rule.bypass)}.",
                "Empty the bypass list; in classic protection, include administrators.",
                "G38",
                "P20",
            )
        else:
            yield ok("bypass", f"Nobody may bypass {rule.source}.", "G38")


def check_queue(settings: RepositorySettings) -> Finding:
    """Whether a merge queue ever hears from the gate."""
    queued = any(rule.merge_queue for rule in settings.rules)
    if queued and not any("merge_group" in workflow.events for workflow in gates(settings)):
        return fail(
            "merge-queue",
            "A merge queue waits for the gate, whose workflow isn't started by `merge_group`.",
            "Add `merge_group:` under `on:` of aidlc-gate.yml, or turn the queue off.",
            "G23",
        )
    return ok("merge-queue", "The merge queue is served." if queued else "There is no merge queue.", "G23")
