"""What is still needed, and from whom: a decision, or what records and policy alone tell, in plain sentences."""

from __future__ import annotations

from aidlc.domain.decision import GateDecision, Ignored, Need, Why
from aidlc.domain.facts import Frozen


class Supposition(Frozen):
    """What would come of approvals that nobody has given."""

    people: tuple[str, ...]
    """Logins of those who are supposed to approve today's content."""
    opens: bool | None
    """Whether the gate would open; `None`: GitHub wasn't asked, so nobody can tell."""
    digest_line: bool
    """Whether that takes the digest line in their reviews."""
    sentence: str
    reasons: tuple[str, ...] = ()
    """Whose approval wouldn't count, and why."""


class Explanation(Frozen):
    """Where a gate stands and what would open it."""

    verdict: str
    """The gate's; READY or INCOMPLETE where only records and policy were asked."""
    sentence: str
    pull_request: int | None = None
    phase: str | None = None
    scope: str | None = None
    reasons: tuple[str, ...] = ()
    """What stands against it and no approval mends, each with its remedy; then whose review doesn't count and why."""
    needed: tuple[Need, ...] = ()
    lines: tuple[str, ...] = ()
    """The digest lines that approve today's content; the ones that must be given first."""
    supposed: Supposition | None = None

    def text(self) -> tuple[str, ...]:
        """Return the explanation as lines for a reader."""
        about = f"#{self.pull_request} " if self.pull_request is not None else ""
        said = [f"{about}{self.verdict}: {self.sentence}", *self.reasons, *map(say_need, self.needed)]
        wanted = any(need.digest_line for need in self.needed) or (
            self.supposed and self.supposed.digest_line
        )
        said += [f"Digest line: {line}" for line in self.lines] if wanted else []
        if self.supposed is not None:
            said += [self.supposed.sentence, *self.supposed.reasons]
        return tuple(said)


def explain_decision(number: int, decision: GateDecision, supposed: Supposition | None = None) -> Explanation:
    """Return what a decision on pull request `number` comes to for those who want the gate open."""
    reasons = [str(problem) for problem in decision.problems]
    reasons += [each.sentence for each in decision.blocking]
    reasons += decision.waiting
    reasons += say_ignored(decision)
    required = [each for each in decision.requirements if each.digest]
    required.sort(key=lambda each: not each.digest_line_required)
    return Explanation(
        verdict=decision.verdict,
        sentence=decision.sentence,
        pull_request=number,
        phase=decision.phase,
        scope=decision.scope,
        reasons=tuple(dict.fromkeys(reasons)),
        needed=decision.needed,
        lines=tuple(each.line for each in required),
        supposed=supposed,
    )


def tell_ignored(decision: GateDecision) -> tuple[Ignored, ...]:
    """The reviews that don't count, without those that the same person has overtaken: they say nothing about today."""
    spoken = {each.account.id for each in decision.counted}
    spoken |= {each.account.id for each in decision.blocking if each.account is not None}
    spoken |= {each.account.id for each in decision.ignored if each.account and not _is_overtaken(each)}
    return tuple(
        each
        for each in decision.ignored
        if not _is_overtaken(each) or each.account is None or each.account.id not in spoken
    )


def _is_overtaken(ignored: Ignored) -> bool:
    """Whether the same person may have said something else that matters more."""
    return ignored.why in {Why.SUPERSEDED, Why.COMMENT}


def say_ignored(decision: GateDecision) -> list[str]:
    """Say whose review doesn't count, and why."""
    return [
        f"{each.account.login if each.account else 'A deleted account'} doesn't count: {each.sentence}"
        for each in tell_ignored(decision)
    ]


def say_need(need: Need) -> str:
    """Say who could fill what is still needed, and how."""
    able = " or ".join(need.people) or "nobody who is listed could"
    line = ", with the digest line in the review" if need.digest_line else ""
    return f"Needed for {need.phase}: {need.count} {need.role} ({able}){line}."
