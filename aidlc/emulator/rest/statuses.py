from aidlc.emulator import statuses
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.clock import render_time
from aidlc.emulator.payloads.accounts import node_id, render_user
from aidlc.emulator.payloads.repositories import render_minimal_repository
from aidlc.emulator.rest.commits import find_commit
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Status

ROUTES = Routes("statuses")


@ROUTES.repo("POST", "/statuses/{sha}")
def create_status(call: Call) -> Answer:
    """A new status; the last one of a context counts."""
    call.text("state", required=True)
    status = statuses.post(
        call.world,
        call.repo,
        call.user,
        call.params["sha"],
        state=call.choice("state", statuses.STATES, "pending"),
        context=call.text("context") or "default",
        description=call.text("description"),
        target_url=call.text("target_url"),
    )
    return Answer(201, _render(call, status) | {"creator": render_user(call.urls, status.creator)})


@ROUTES.repo("GET", "/commits/{ref:path}/statuses")
def list_statuses(call: Call) -> Answer:
    """Every status of a commit, newest first, with who posted it."""
    found = statuses.newest_first(call.repo, find_commit(call, call.params["ref"]).oid)
    return call.page(
        found, lambda each: _render(call, each) | {"creator": render_user(call.urls, each.creator)}
    )


@ROUTES.repo("GET", "/commits/{ref:path}/status")
def get_combined_status(call: Call) -> Answer:
    """The latest status of each context, and what they make together."""
    sha = find_commit(call, call.params["ref"]).oid
    found = statuses.latest_by_context(call.repo, sha)
    api = call.urls.repo(call.repo)
    body = {
        "state": statuses.combine(found),
        "sha": sha,
        "total_count": len(found),
        "repository": render_minimal_repository(call.urls, call.repo),
        "commit_url": f"{api}/commits/{sha}",
        "url": f"{api}/commits/{sha}/status",
    }
    return call.page(found, lambda each: _render(call, each), lambda shown: body | {"statuses": shown})


def _render(call: Call, status: Status) -> dict[str, object]:
    creator = render_user(call.urls, status.creator)
    moment = render_time(status.created_at)
    return {
        "url": f"{call.urls.repo(call.repo)}/statuses/{status.sha}",
        "avatar_url": creator["avatar_url"] if creator else None,
        "id": status.id,
        "node_id": node_id("SC", status.id),
        "state": status.state,
        "description": status.description,
        "target_url": status.target_url,
        "context": status.context,
        "created_at": moment,
        "updated_at": moment,
    }
