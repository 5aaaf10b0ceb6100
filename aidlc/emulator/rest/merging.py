from aidlc.emulator import merges
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import missing
from aidlc.emulator.rest.pulls import find_pull
from aidlc.emulator.rest.routes import Routes

ROUTES = Routes("contents")


@ROUTES.repo("GET", "/pulls/{number:int}/merge", area="pull_requests")
def check_merged(call: Call) -> Answer:
    """204 for a merged pull request, 404 for any other."""
    if find_pull(call).merged_at is None:
        raise missing()
    return Answer(204)


@ROUTES.repo("PUT", "/pulls/{number:int}/merge")
def merge_pull(call: Call) -> Answer:
    """Merge; `sha` makes it conditional on the head (409), statuses and conflicts refuse it (405)."""
    pull = find_pull(call)
    made = merges.merge(
        call.world,
        call.repo,
        pull,
        call.actor,
        method=call.choice("merge_method", merges.METHODS, "merge"),
        sha=call.text("sha"),
        title=call.text("commit_title"),
        message=call.text("commit_message"),
    )
    return Answer(200, {"sha": made, "merged": True, "message": "Pull Request successfully merged"})


@ROUTES.repo("PUT", "/pulls/{number:int}/update-branch", area="pull_requests")
def update_branch(call: Call) -> Answer:
    """Merge the base branch into the head branch."""
    pull = find_pull(call)
    merges.update_branch(call.world, call.repo, pull, call.actor, call.text("expected_head_sha"))
    own = f"{call.urls.repo(call.repo)}/pulls/{pull.number}"
    return Answer(202, {"message": "Updating pull request branch.", "url": own})
