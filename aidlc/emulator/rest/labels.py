import re

from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import invalid, missing
from aidlc.emulator.payloads.issues import render_label
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Label

ROUTES = Routes("conversation")
_LONGEST_DESCRIPTION = 100


@ROUTES.repo("GET", "/labels")
def list_labels(call: Call) -> Answer:
    """The labels of the repository."""
    return call.page(list(call.repo.labels.values()), lambda each: render_label(call.urls, call.repo, each))


@ROUTES.repo("GET", "/labels/{name}")
def get_label(call: Call) -> Answer:
    """One label, whatever the case of its name."""
    found = _find(call, call.params["name"])
    if found is None:
        raise missing()
    return Answer(200, render_label(call.urls, call.repo, found))


@ROUTES.repo("POST", "/labels", role="write")
def create_label(call: Call) -> Answer:
    """A new label; 422 where there is one of the name, and for a colour that is none."""
    name, color = call.text("name", required=True) or "", call.text("color") or "ededed"
    description = call.text("description")
    if _find(call, name) is not None:
        raise invalid("Label", "name", "already_exists")
    if re.fullmatch(r"[0-9a-fA-F]{6}", color) is None:
        raise invalid("Label", "color")
    if description is not None and len(description) > _LONGEST_DESCRIPTION:
        raise invalid("Label", "description")
    label = Label(call.world.new_id("label"), name, color.lower(), description)
    call.repo.labels[name] = label
    return Answer(201, render_label(call.urls, call.repo, label))


def _find(call: Call, name: str) -> Label | None:
    known = call.repo.labels.values()
    return next((label for label in known if label.name.casefold() == name.casefold()), None)
