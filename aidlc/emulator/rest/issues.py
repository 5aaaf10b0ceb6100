from aidlc.emulator import limits
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, malformed, missing
from aidlc.emulator.events import close_issue, edit_issue_body, record, rename_issue, reopen_issue
from aidlc.emulator.payloads.issues import render_issue, render_label
from aidlc.emulator.payloads.timeline import render_timeline
from aidlc.emulator.pulls import change_state, open_issue
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Issue, Label

ROUTES = Routes("conversation")


@ROUTES.repo("GET", "/issues")
def list_issues(call: Call) -> Answer:
    """Issues and pull requests, newest first."""
    state = call.query.get("state", "open")
    labels = {name for name in call.query.get("labels", "").split(",") if name}
    creator = call.query.get("creator")
    found = [
        each
        for each in sorted(
            call.repo.issues.values(), key=lambda each: (each.created_at, each.id), reverse=True
        )
        if state in {"all", each.state}
        and labels <= {label.name for label in each.labels}
        and (creator is None or (each.user is not None and each.user.login == creator))
    ]
    return call.page(found, lambda each: render_issue(call.urls, call.repo, each))


@ROUTES.repo("POST", "/issues", area="issues", role="read")
def create_issue(call: Call) -> Answer:
    """A new issue; whoever reads may open one, labels take more."""
    title = call.take("title", str, int, required=True)
    issue = open_issue(call.world, call.repo, call.user, str(title), call.text("body"))
    if call.actor.has_role(call.repo, "triage"):
        _set_labels(call, issue, _label_names(call))
    return Answer(201, render_issue(call.urls, call.repo, issue))


@ROUTES.repo("GET", "/issues/{number:int}")
def get_issue(call: Call) -> Answer:
    """One issue or pull request."""
    return Answer(200, render_issue(call.urls, call.repo, _find(call)))


@ROUTES.repo("PATCH", "/issues/{number:int}", role="read")
def edit_issue(call: Call) -> Answer:
    """Change title, text, state or labels: the author may, and who can triage."""
    issue = _find(call)
    if issue.user is not call.user and not call.actor.has_role(call.repo, "triage"):
        raise ApiError(403, "Must have triage access to the repository.")
    body = call.text("body")
    limits.check_body("Issue", body)
    if title := call.take("title", str, int):
        rename_issue(call.world, issue, call.user, str(title))
    if body is not None:
        edit_issue_body(call.world, issue, call.user, body)
    if "labels" in (call.body or {}):
        _set_labels(call, issue, _label_names(call))
    _change_state(call, issue, call.choice("state", ("open", "closed"), issue.state))
    return Answer(200, render_issue(call.urls, call.repo, issue))


@ROUTES.repo("GET", "/issues/{number:int}/labels")
def list_labels(call: Call) -> Answer:
    """The labels of an issue."""
    return call.page(_find(call).labels, lambda each: render_label(call.urls, call.repo, each))


@ROUTES.repo("POST", "/issues/{number:int}/labels", role="triage")
def add_labels(call: Call) -> Answer:
    """Add labels; an unknown one comes into being."""
    issue = _find(call)
    known = [label.name for label in issue.labels]
    _set_labels(call, issue, [*known, *(name for name in _label_names(call) if name not in known)])
    return Answer(200, [render_label(call.urls, call.repo, label) for label in issue.labels])


@ROUTES.repo("DELETE", "/issues/{number:int}/labels/{name}", role="triage")
def remove_label(call: Call) -> Answer:
    """Take a label off."""
    issue, name = _find(call), call.params["name"]
    if name not in [label.name for label in issue.labels]:
        raise ApiError(404, "Label does not exist")
    _set_labels(call, issue, [label.name for label in issue.labels if label.name != name])
    return Answer(200, [render_label(call.urls, call.repo, label) for label in issue.labels])


@ROUTES.repo("GET", "/issues/{number:int}/timeline")
def list_timeline(call: Call) -> Answer:
    """Everything that happened, oldest first."""
    found = render_timeline(call.urls, call.repo, _find(call))
    return call.page(found, lambda each: each)


def _change_state(call: Call, issue: Issue, state: str) -> None:
    pull = call.repo.pulls.get(issue.number)
    if pull is not None:
        change_state(call.world, call.repo, pull, call.user, state)
    elif state == "closed" and issue.state == "open":
        reason = call.choice("state_reason", ("completed", "not_planned", "duplicate"), "completed")
        close_issue(call.world, issue, call.user, reason)
    elif state == "open" and issue.state == "closed":
        reopen_issue(call.world, issue, call.user)


def _find(call: Call) -> Issue:
    issue = call.repo.issues.get(call.params["number"])
    if issue is None:
        raise missing()
    return issue


def _label_names(call: Call) -> list[str]:
    given = call.body if isinstance(call.body, list) else call.take("labels", list, default=[])
    names = [each["name"] if isinstance(each, dict) and "name" in each else each for each in given]
    if not all(isinstance(name, str) and name for name in names):
        raise malformed("For 'properties/labels', a label is a name.")
    return names


def _set_labels(call: Call, issue: Issue, names: list[str]) -> None:
    before = {label.name for label in issue.labels}
    for name in names:
        if name not in call.repo.labels:
            call.repo.labels[name] = Label(call.world.new_id("label"), name)
    issue.labels = [call.repo.labels[name] for name in names]
    for name in names:
        if name not in before:
            record(call.world, issue, "LabeledEvent", call.user, label=name)
    for name in sorted(before - set(names)):
        record(call.world, issue, "UnlabeledEvent", call.user, label=name)
