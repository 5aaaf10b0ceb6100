from aidlc.emulator import limits
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.state import Repository, Status, User
from aidlc.emulator.world import World

STATES = ("error", "failure", "pending", "success")


def post(
    world: World,
    repository: Repository,
    creator: User | None,
    sha: str,
    *,
    state: str,
    context: str,
    description: str | None,
    target_url: str | None,
) -> Status:
    """A new status of a commit; the thousand-and-first of one context is refused."""
    if repository.git.commit(sha) is None:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    earlier = repository.statuses.setdefault(sha, [])
    if sum(each.context == context for each in earlier) >= limits.STATUSES:
        reason = "This SHA and context has reached the maximum number of statuses."
        raise ApiError(
            422, "Validation Failed", [{"resource": "Status", "code": "custom", "message": reason}]
        )
    if description is not None and len(description) > limits.STATUS_DESCRIPTION:
        reason = f"description is too long (maximum is {limits.STATUS_DESCRIPTION} characters)"
        error = {"resource": "Status", "code": "custom", "field": "description", "message": reason}
        raise ApiError(422, "Validation Failed", [error])
    moment = world.clock.tick()
    status = Status(world.new_id("status"), sha, state, context, description, target_url, creator, moment)
    earlier.append(status)
    return status


def newest_first(repository: Repository, sha: str) -> list[Status]:
    """Every status of a commit."""
    if repository.git.commit(sha) is None:
        raise missing()
    return list(reversed(repository.statuses.get(sha, [])))


def latest_by_context(repository: Repository, sha: str) -> list[Status]:
    """The status that counts of each context."""
    latest: dict[str, Status] = {}
    for status in repository.statuses.get(sha, []):
        latest.pop(status.context, None)
        latest[status.context] = status
    return list(latest.values())


def combine(statuses: list[Status]) -> str:
    """The one state GitHub makes of many."""
    states = {status.state for status in statuses}
    if states & {"error", "failure"}:
        return "failure"
    return "success" if states == {"success"} else "pending"
