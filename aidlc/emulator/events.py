from typing import Any

from aidlc.emulator.state import Issue, TimelineEvent, User
from aidlc.emulator.world import World


def record(world: World, issue: Issue, kind: str, actor: User | None, **data: Any) -> TimelineEvent:
    """Put an event on an issue's or pull request's timeline; `kind` is GraphQL's name of its type."""
    moment = world.clock.tick()
    event = TimelineEvent(world.new_id("event"), kind, actor, moment, data)
    issue.events.append(event)
    issue.updated_at = moment
    return event


def close_issue(world: World, issue: Issue, actor: User | None, reason: str | None = None) -> None:
    """Close an issue or a pull request."""
    event = record(world, issue, "ClosedEvent", actor, state_reason=reason)
    issue.state, issue.state_reason = "closed", reason
    issue.closed_at, issue.closed_by = event.created_at, actor


def reopen_issue(world: World, issue: Issue, actor: User | None) -> None:
    """Open an issue or a pull request again."""
    record(world, issue, "ReopenedEvent", actor)
    issue.state, issue.state_reason = "open", None
    issue.closed_at = issue.closed_by = None


def rename_issue(world: World, issue: Issue, actor: User | None, title: str) -> None:
    """Change a title."""
    if title != issue.title:
        record(world, issue, "RenamedTitleEvent", actor, previous=issue.title, current=title)
        issue.title = title


def edit_issue_body(world: World, issue: Issue, actor: User | None, body: str | None) -> None:
    """Change the text of an issue or a pull request; GraphQL shows when and by whom."""
    if body != issue.body:
        issue.body, issue.editor = body, actor
        issue.last_edited_at = issue.updated_at = world.clock.tick()
