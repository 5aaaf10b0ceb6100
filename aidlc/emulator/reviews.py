from aidlc.emulator import limits
from aidlc.emulator.errors import ApiError, missing, unprocessable
from aidlc.emulator.events import record
from aidlc.emulator.state import Pull, Repository, Review, User
from aidlc.emulator.world import World

STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
DEEDS = {"APPROVE": "approve", "REQUEST_CHANGES": "request changes on"}
ACTIONS_FORBIDDEN = "GitHub Actions is not permitted to create or approve pull requests."


def visible(pull: Pull, viewer: User | None) -> list[Review]:
    """The reviews an account sees, in chronological order: pending ones are shown to their author only."""
    shown = (each for each in pull.reviews if each.state != "PENDING" or each.user is viewer)
    return sorted(shown, key=lambda each: (each.submitted_at or each.created_at, each.id))


def find(pull: Pull, review_id: int, viewer: User | None) -> Review:
    """The review of that id, 404 where the viewer sees none."""
    for review in visible(pull, viewer):
        if review.id == review_id:
            return review
    raise missing()


def create(
    world: World,
    repository: Repository,
    pull: Pull,
    user: User,
    *,
    event: str | None,
    body: str,
    commit_id: str | None,
) -> Review:
    """A review, pending without an `event`; `commit_id` is the head unless an older commit is named."""
    limits.check_review_body(body)
    if commit_id is not None and not _belongs(repository, pull, commit_id):
        raise unprocessable("Commit is not part of the pull request")
    if event is None:
        if any(each.state == "PENDING" and each.user is user for each in pull.reviews):
            raise unprocessable("User can only have one pending review per pull request")
    else:
        _check_event(repository, pull, user, event, body)
    review = Review(
        id=world.new_id("review"),
        user=user,
        state="PENDING",
        body=body,
        commit_id=commit_id or pull.head_sha,
        submitted_at=None,
        created_at=world.clock.tick(),
    )
    pull.reviews.append(review)
    if event is not None:
        _publish(pull, review, event, world)
    return review


def submit(
    world: World, repository: Repository, pull: Pull, review: Review, event: str, body: str | None
) -> None:
    """Publish a pending review."""
    if review.state != "PENDING":
        raise unprocessable("Can not submit a review that is not pending")
    assert review.user is not None
    text = review.body if body is None else body
    limits.check_review_body(text)
    _check_event(repository, pull, review.user, event, text)
    review.body = text
    world.clock.tick()
    _publish(pull, review, event, world)


def edit(world: World, review: Review, editor: User | None, body: str) -> None:
    """Change a review's text; GraphQL shows `lastEditedAt` and `editor`, REST shows nothing."""
    limits.check_review_body(body)
    review.body = body
    if review.state != "PENDING":
        review.last_edited_at, review.editor = world.clock.tick(), editor


def dismiss(world: World, pull: Pull, review: Review, actor: User | None, message: str) -> None:
    """Take an opinion back; the timeline keeps who did it and what the review was."""
    if review.state not in {"APPROVED", "CHANGES_REQUESTED"}:
        raise unprocessable(f"Can not dismiss a {review.state.lower()} pull request review")
    data = {"review": review, "previous_state": review.state, "message": message}
    record(world, pull.issue, "ReviewDismissedEvent", actor, **data)
    review.state = "DISMISSED"


def request(world: World, repository: Repository, pull: Pull, actor: User, reviewers: list[User]) -> None:
    """Ask for reviews."""
    for reviewer in reviewers:
        if reviewer is pull.issue.user:
            raise ApiError(422, "Review cannot be requested from pull request author.")
        if repository.roles.get(reviewer.id, "none") == "none":
            raise ApiError(422, "Reviews may only be requested from collaborators.")
    for reviewer in reviewers:
        if reviewer not in pull.requested_reviewers:
            pull.requested_reviewers.append(reviewer)
            record(world, pull.issue, "ReviewRequestedEvent", actor, reviewer=reviewer)


def withdraw(world: World, pull: Pull, actor: User, reviewer: User) -> None:
    """Take a request for a review back."""
    pull.requested_reviewers.remove(reviewer)
    record(world, pull.issue, "ReviewRequestRemovedEvent", actor, reviewer=reviewer)


def _check_event(repository: Repository, pull: Pull, user: User, event: str, body: str) -> None:
    if user is pull.issue.user and event in DEEDS:
        raise unprocessable(f"Review Can not {DEEDS[event]} your own pull request")
    if event == "APPROVE" and user.login == "github-actions[bot]" and not repository.actions_can_approve:
        raise unprocessable(ACTIONS_FORBIDDEN)
    if event != "APPROVE" and not body.strip():
        raise unprocessable("Review Body can't be blank")


def _publish(pull: Pull, review: Review, event: str, world: World) -> None:
    review.state = STATES[event]
    review.submitted_at = pull.issue.updated_at = world.clock.now()
    if review.user in pull.requested_reviewers and event in DEEDS:
        pull.requested_reviewers.remove(review.user)


def _belongs(repository: Repository, pull: Pull, commit_id: str) -> bool:
    git = repository.git
    return git.commit(commit_id) is not None and commit_id in git.commits_between(
        pull.base_sha, pull.head_sha
    )
