import base64
import binascii

from aidlc.emulator.call import Answer, Call
from aidlc.emulator.clock import render_time
from aidlc.emulator.errors import ApiError
from aidlc.emulator.payloads.accounts import node_id, render_user
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Activity, present

ROUTES = Routes("contents")


@ROUTES.repo("GET", "/activity")
def list_activity(call: Call) -> Answer:
    """Who moved which ref, newest first; pages go by cursor, not by number."""
    found = _select(call)
    size = call.number("per_page", 30, 100)
    if before := call.query.get("before"):
        end = _position(found, before)
        start = max(0, end - size)
    else:
        start = _position(found, call.query["after"]) + 1 if "after" in call.query else 0
        end = start + size
    shown = found[start:end]
    links = []
    if shown and end < len(found):
        links.append(call.link({"after": _cursor(shown[-1])}, "next"))
    if shown and start > 0:
        links.append(call.link({"before": _cursor(shown[0])}, "prev"))
    body = [_render(call, each) for each in shown]
    return Answer(200, body, {"Link": ", ".join(links)} if links else {})


def _select(call: Call) -> list[Activity]:
    ref, actor, kind = call.query.get("ref"), call.query.get("actor"), call.query.get("activity_type")
    found = list(call.repo.activity)
    if ref:
        wanted = ref if ref.startswith("refs/") else f"refs/heads/{ref}"
        found = [each for each in found if each.ref == wanted]
    if actor:
        found = [
            each
            for each in found
            if (who := present(each.actor)) and who.login.casefold() == actor.casefold()
        ]
    if kind:
        found = [each for each in found if each.activity_type == kind]
    found.sort(key=lambda each: (each.timestamp, each.id), reverse=call.query.get("direction") != "asc")
    return found


def _render(call: Call, activity: Activity) -> dict[str, object]:
    return {
        "id": activity.id,
        "node_id": node_id("PSH", activity.id),
        "before": activity.before,
        "after": activity.after,
        "ref": activity.ref,
        "timestamp": render_time(activity.timestamp),
        "activity_type": activity.activity_type,
        "actor": render_user(call.urls, activity.actor),
    }


def _cursor(activity: Activity) -> str:
    return base64.urlsafe_b64encode(f"activity:{activity.id}".encode()).decode()


def _position(found: list[Activity], cursor: str) -> int:
    try:
        wanted = base64.urlsafe_b64decode(cursor).decode().removeprefix("activity:")
    except (binascii.Error, UnicodeDecodeError):
        wanted = ""
    for position, activity in enumerate(found):
        if str(activity.id) == wanted:
            return position
    raise ApiError(422, "Validation Failed", ["The cursor is invalid"])
