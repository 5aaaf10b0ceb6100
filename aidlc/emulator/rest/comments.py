from aidlc.emulator import limits
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, invalid, missing
from aidlc.emulator.payloads.issues import render_comment
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Comment, Issue

ROUTES = Routes("conversation")


@ROUTES.repo("GET", "/issues/comments/{comment_id:int}")
def get_comment(call: Call) -> Answer:
    """One comment."""
    return Answer(200, render_comment(call.urls, call.repo, _find(call)))


@ROUTES.repo("PATCH", "/issues/comments/{comment_id:int}", role="read")
def edit_comment(call: Call) -> Answer:
    """Change a comment: its author may, and who can push."""
    comment = _find(call)
    _check_hand(call, comment)
    comment.body, comment.editor = _body(call), call.user
    comment.updated_at = comment.last_edited_at = call.world.clock.tick()
    return Answer(200, render_comment(call.urls, call.repo, comment))


@ROUTES.repo("DELETE", "/issues/comments/{comment_id:int}", role="read")
def delete_comment(call: Call) -> Answer:
    """Remove a comment."""
    comment = _find(call)
    _check_hand(call, comment)
    call.repo.issues[comment.number].comments.remove(comment)
    return Answer(204)


@ROUTES.repo("GET", "/issues/{number:int}/comments")
def list_comments(call: Call) -> Answer:
    """The comments of a conversation, oldest first."""
    return call.page(_issue(call).comments, lambda each: render_comment(call.urls, call.repo, each))


@ROUTES.repo("POST", "/issues/{number:int}/comments", role="read")
def create_comment(call: Call) -> Answer:
    """A new comment; whoever reads may write one."""
    issue, body = _issue(call), _body(call)
    # People who can write may all the same; whether an app's bot may, GitHub doesn't say: here it may not.
    may = call.actor.permissions is None and call.actor.has_role(call.repo, "write")
    if issue.locked and not may:
        raise ApiError(403, "Unable to create comment because issue is locked.")
    moment = call.world.clock.tick()
    comment = Comment(call.world.new_id("comment"), issue.number, call.user, body, moment, moment)
    issue.comments.append(comment)
    issue.updated_at = moment
    return Answer(201, render_comment(call.urls, call.repo, comment))


def _issue(call: Call) -> Issue:
    issue = call.repo.issues.get(call.params["number"])
    if issue is None:
        raise missing()
    return issue


def _find(call: Call) -> Comment:
    for issue in call.repo.issues.values():
        for comment in issue.comments:
            if comment.id == call.params["comment_id"]:
                return comment
    raise missing()


def _check_hand(call: Call, comment: Comment) -> None:
    if comment.user is not call.user and not call.actor.has_role(call.repo, "write"):
        raise ApiError(403, "Must have write access to the repository.")


def _body(call: Call) -> str:
    body = call.text("body", required=True)
    if not body:
        raise invalid("IssueComment", "body", "missing_field")
    limits.check_body("IssueComment", body)
    return body
