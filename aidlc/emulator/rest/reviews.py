from aidlc.emulator import reviews
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, malformed, unprocessable
from aidlc.emulator.payloads.accounts import render_user
from aidlc.emulator.payloads.pulls import render_pull_summary, render_review
from aidlc.emulator.rest.pulls import find_pull
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Review

ROUTES = Routes("pull_requests")
ONE = "/pulls/{number:int}/reviews/{review_id:int}"


@ROUTES.repo("GET", "/pulls/{number:int}/reviews")
def list_reviews(call: Call) -> Answer:
    """The reviews the asking account sees, in chronological order."""
    pull = find_pull(call)
    found = reviews.visible(pull, call.actor.user)
    return call.page(found, lambda each: render_review(call.urls, call.repo, pull, each))


@ROUTES.repo("POST", "/pulls/{number:int}/reviews", role="read")
def create_review(call: Call) -> Answer:
    """A review by whoever reads the repository; without `event` it stays pending."""
    event = call.text("event")
    if event is not None and event not in reviews.STATES:
        raise malformed(f"No enum value matches {event!r} for 'properties/event'.")
    review = reviews.create(
        call.world,
        call.repo,
        find_pull(call),
        call.user,
        event=event,
        body=call.text("body") or "",
        commit_id=call.text("commit_id"),
    )
    return _answer(call, review)


@ROUTES.repo("GET", ONE)
def get_review(call: Call) -> Answer:
    """One review."""
    return _answer(call, _find(call))


@ROUTES.repo("PUT", ONE, role="read")
def edit_review(call: Call) -> Answer:
    """Change the text of a review: its author may, and who can push."""
    review, body = _find(call), str(call.text("body", required=True))
    if review.user is not call.user and not call.actor.has_role(call.repo, "write"):
        raise ApiError(403, "Must have write access to the repository.")
    reviews.edit(call.world, review, call.user, body)
    return _answer(call, review)


@ROUTES.repo("DELETE", ONE, role="read")
def delete_review(call: Call) -> Answer:
    """Throw a pending review away."""
    review = _find(call)
    if review.state != "PENDING":
        raise unprocessable("Can not delete a non-pending pull request review")
    answer = _answer(call, review)
    find_pull(call).reviews.remove(review)
    return answer


@ROUTES.repo("PUT", ONE + "/dismissals")
def dismiss_review(call: Call) -> Answer:
    """Dismiss a review, which takes the right to push and a reason."""
    review, message = _find(call), str(call.text("message", required=True))
    reviews.dismiss(call.world, find_pull(call), review, call.user, message)
    return _answer(call, review)


@ROUTES.repo("POST", ONE + "/events", role="read")
def submit_review(call: Call) -> Answer:
    """Publish a pending review."""
    call.text("event", required=True)
    event = call.choice("event", tuple(reviews.STATES), "COMMENT")
    review = _find(call)
    reviews.submit(call.world, call.repo, find_pull(call), review, event, call.text("body"))
    return _answer(call, review)


@ROUTES.repo("GET", "/pulls/{number:int}/requested_reviewers")
def list_requested(call: Call) -> Answer:
    """Who was asked and has not reviewed yet."""
    asked = find_pull(call).requested_reviewers
    return Answer(
        200, {"users": [shown for each in asked if (shown := render_user(call.urls, each))], "teams": []}
    )


@ROUTES.repo("DELETE", "/pulls/{number:int}/requested_reviewers")
def withdraw_requests(call: Call) -> Answer:
    """Ask no more."""
    pull = find_pull(call)
    logins = {str(login).casefold() for login in call.take("reviewers", list, required=True)}
    for reviewer in [each for each in pull.requested_reviewers if each.login.casefold() in logins]:
        reviews.withdraw(call.world, pull, call.user, reviewer)
    return Answer(200, render_pull_summary(call.urls, call.repo, pull))


@ROUTES.repo("POST", "/pulls/{number:int}/requested_reviewers")
def request_reviewers(call: Call) -> Answer:
    """Ask collaborators for reviews."""
    pull = find_pull(call)
    found = []
    for login in call.take("reviewers", list, default=[]):
        user = call.world.find_user(str(login))
        if user is None:
            raise ApiError(422, "Could not resolve to a node with the given login.")
        found.append(user)
    reviews.request(call.world, call.repo, pull, call.user, found)
    return Answer(201, render_pull_summary(call.urls, call.repo, pull))


def _find(call: Call) -> Review:
    return reviews.find(find_pull(call), call.params["review_id"], call.actor.user)


def _answer(call: Call, review: Review) -> Answer:
    return Answer(200, render_review(call.urls, call.repo, find_pull(call), review))
