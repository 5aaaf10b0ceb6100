from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import missing
from aidlc.emulator.payloads.commits import render_commit
from aidlc.emulator.payloads.repositories import render_full_repository
from aidlc.emulator.rest.routes import Routes

ROUTES = Routes("metadata")


@ROUTES.repo("GET", "")
def get_repository(call: Call) -> Answer:
    """The repository."""
    body = render_full_repository(call.urls, call.repo)
    if call.actor.user is not None:
        levels = {
            "pull": "read",
            "triage": "triage",
            "push": "write",
            "maintain": "maintain",
            "admin": "admin",
        }
        if call.actor.permissions is None:
            body["permissions"] = {key: call.actor.has_role(call.repo, role) for key, role in levels.items()}
    return Answer(200, body)


@ROUTES.repo("GET", "/branches/{branch:path}", area="contents")
def get_branch(call: Call) -> Answer:
    """A branch and its commit, in short."""
    name = call.params["branch"]
    tip = call.repo.git.tip(name)
    if tip is None:
        raise missing()
    commit = call.repo.git.commit(tip)
    assert commit is not None
    own = f"{call.urls.repo(call.repo)}/branches/{name}"
    body = _branch(call, name, tip) | {
        "commit": render_commit(call.world, call.urls, call.repo, commit),
        "_links": {"self": own, "html": f"{call.urls.repo_page(call.repo)}/tree/{name}"},
        "protection": {"enabled": bool(call.repo.required_contexts)},
        "protection_url": f"{own}/protection",
    }
    return Answer(200, body)


@ROUTES.repo("GET", "/branches", area="contents")
def list_branches(call: Call) -> Answer:
    """Every branch."""
    found = list(call.repo.git.refs("refs/heads/").items())
    return call.page(found, lambda each: _branch(call, each[0].removeprefix("refs/heads/"), each[1]))


@ROUTES.repo("POST", "/dispatches", area="contents")
def dispatch(call: Call) -> Answer:
    """A `repository_dispatch` event: kept for the test to read, nothing runs."""
    event = {
        "event_type": str(call.text("event_type", required=True)),
        "client_payload": call.take("client_payload", dict, default={}),
        "sender": call.user.login,
    }
    call.repo.dispatches.append(event)
    return Answer(204)


def _branch(call: Call, name: str, tip: str) -> dict[str, object]:
    protected = name == call.repo.default_branch and bool(call.repo.required_contexts)
    commit = {"sha": tip, "url": f"{call.urls.repo(call.repo)}/commits/{tip}"}
    return {"name": name, "commit": commit, "protected": protected}
