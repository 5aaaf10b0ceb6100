from aidlc.emulator.rest import (
    accounts,
    activity,
    comments,
    commits,
    contents,
    deployments,
    git_data,
    issues,
    labels,
    merging,
    pulls,
    repository,
    reviews,
    settings,
    statuses,
    sub_issues,
    teams,
    workflows,
)
from aidlc.emulator.rest.routes import Endpoint

MODULES = (
    accounts,
    activity,
    comments,
    commits,
    contents,
    deployments,
    git_data,
    issues,
    labels,
    merging,
    pulls,
    repository,
    reviews,
    settings,
    statuses,
    sub_issues,
    teams,
    workflows,
)


def endpoints() -> list[Endpoint]:
    """Every REST endpoint there is, those that end in a free path last: they would swallow the others."""
    found = [endpoint for module in MODULES for endpoint in module.ROUTES]
    return sorted(found, key=lambda each: each.paths[0].endswith(":path}"))
