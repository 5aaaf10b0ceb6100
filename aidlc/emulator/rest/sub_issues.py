from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.payloads.issues import render_issue
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Issue

ROUTES = Routes("issues")
_MOST = 100


@ROUTES.repo("GET", "/issues/{number:int}/sub_issues")
def list_sub_issues(call: Call) -> Answer:
    """The issues below an issue, in the order in which they were added."""
    return call.page(_find(call).sub_issues, lambda each: render_issue(call.urls, call.repo, each))


@ROUTES.repo("GET", "/issues/{number:int}/parent")
def get_parent(call: Call) -> Answer:
    """The issue above an issue; 404 where there is none."""
    above = _parent(call, _find(call))
    if above is None:
        raise missing()
    return Answer(200, render_issue(call.urls, call.repo, above))


@ROUTES.repo("POST", "/issues/{number:int}/sub_issues", role="triage")
def add_sub_issue(call: Call) -> Answer:
    """Put an issue below another, by its id: one parent each, unless it is to be replaced; at most 100 below one."""
    parent = _find(call)
    child = _by_id(call)
    above = _parent(call, child)
    replaces = call.take("replace_parent", bool, default=False)
    if child is parent or above is parent or (above is not None and not replaces):
        reason = "Issue may not contain duplicate sub-issues and Sub issue may only have one parent"
        raise ApiError(422, f"An error occurred while adding the sub-issue to the parent issue. {reason}")
    if len(parent.sub_issues) >= _MOST:
        raise ApiError(422, f"Parent cannot have more than {_MOST} sub-issues")
    if above is not None:
        above.sub_issues.remove(child)
    parent.sub_issues.append(child)
    parent.updated_at = child.updated_at = call.world.clock.tick()
    return Answer(201, render_issue(call.urls, call.repo, parent))


@ROUTES.repo("DELETE", "/issues/{number:int}/sub_issue", role="triage")
def remove_sub_issue(call: Call) -> Answer:
    """Take an issue from below another."""
    parent, child = _find(call), _by_id(call)
    if child not in parent.sub_issues:
        raise missing()
    parent.sub_issues.remove(child)
    return Answer(200, render_issue(call.urls, call.repo, parent))


@ROUTES.repo("PUT", "/issues/{number:int}/lock", area="conversation")
def lock(call: Call) -> Answer:
    """Only those who can write go on talking."""
    _find(call).locked = True
    return Answer(204)


@ROUTES.repo("DELETE", "/issues/{number:int}/lock", area="conversation")
def unlock(call: Call) -> Answer:
    """Everybody talks again."""
    _find(call).locked = False
    return Answer(204)


def _find(call: Call) -> Issue:
    issue = call.repo.issues.get(call.params["number"])
    if issue is None:
        raise missing()
    return issue


def _by_id(call: Call) -> Issue:
    wanted = call.take("sub_issue_id", int, required=True)
    found = next((each for each in call.repo.issues.values() if each.id == wanted), None)
    if found is None:
        raise ApiError(404, "The provided sub-issue does not exist")
    return found


def _parent(call: Call, child: Issue) -> Issue | None:
    return next((each for each in call.repo.issues.values() if child in each.sub_issues), None)
