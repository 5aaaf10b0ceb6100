"""Which part of GitHub's GraphQL schema the product and the embedded GitHub use.

A type maps to the fields that are kept. `*` stands for every field of a scalar or enum type that is neither
deprecated nor about the viewer. Arguments, their input types, enums and scalars follow by themselves; so do the
fields that an interface of the list asks of a type. Connections need no entry: those that kept fields have, follow.
"""

EVENT = "* actor pullRequest"

TYPES: dict[str, str] = {
    # the way in
    "Query": "node nodes organization rateLimit repository repositoryOwner resource user viewer",
    "RateLimit": "*",
    # interfaces
    "Actor": "*",
    "Closable": "closed closedAt",
    "Comment": "* author editor userContentEdits",
    "GitObject": "* repository",
    "GitSignature": "* signer",
    "Minimizable": "*",
    "Node": "*",
    "RepositoryNode": "repository",
    "RepositoryOwner": "* repository",
    "UniformResourceLocatable": "*",
    "UpdatableComment": "viewerCannotUpdateReasons",
    # who
    "Bot": "*",
    "EnterpriseUserAccount": "* user",
    "Mannequin": "*",
    "Organization": "avatarUrl createdAt databaseId description email id isVerified login name resourcePath url"
    " repository team teams membersWithRole",
    "OrganizationMemberEdge": "* node",
    "Team": "avatarUrl combinedSlug createdAt databaseId description id name privacy resourcePath slug url"
    " members organization parentTeam childTeams",
    "User": "avatarUrl createdAt databaseId email id isSiteAdmin isViewer login name resourcePath updatedAt url"
    " organization repository",
    # where
    "Repository": "archivedAt autoMergeAllowed createdAt databaseId deleteBranchOnMerge description id isArchived"
    " isDisabled isEmpty isFork isInOrganization isLocked isPrivate mergeCommitAllowed name nameWithOwner pushedAt"
    " rebaseMergeAllowed resourcePath squashMergeAllowed sshUrl updatedAt url viewerPermission visibility"
    " codeowners collaborators defaultBranchRef deployments environment environments issue issueOrPullRequest issues"
    " label labels object owner parent pullRequest pullRequests ref refs",
    "RepositoryCodeowners": "errors",
    "RepositoryCodeownersError": "*",
    "RepositoryCollaboratorEdge": "* node",
    "Ref": "* associatedPullRequests repository target",
    # git
    "Blob": "*",
    "Commit": "* associatedPullRequests author authors committer deployments file history onBehalfOf parents"
    " repository signature status statusCheckRollup tree",
    "GitActor": "* user",
    "GpgSignature": "*",
    "SmimeSignature": "*",
    "SshSignature": "*",
    "UnknownSignature": "*",
    "Tag": "* target tagger",
    "Tree": "* entries",
    "TreeEntry": "* object repository",
    # statuses
    "Status": "* commit context contexts",
    "StatusCheckRollup": "* commit contexts",
    "StatusContext": "* commit creator",
    # pull requests and issues
    "Issue": "* author comments labels repository",
    "IssueComment": "* author issue pullRequest repository",
    "Label": "* repository",
    "PullRequest": "* databaseId author baseRef baseRepository comments commits files headRef headRepository"
    " headRepositoryOwner labels latestOpinionatedReviews latestReviews mergeCommit mergedBy potentialMergeCommit repository"
    " reviewRequests reviews statusCheckRollup timelineItems closingIssuesReferences",
    "PullRequestChangedFile": "*",
    "PullRequestCommit": "* commit pullRequest",
    "PullRequestReview": "* databaseId author commit onBehalfOf pullRequest repository",
    "ReviewRequest": "* pullRequest requestedReviewer",
    "UserContentEdit": "* deletedBy editor",
    # the timeline
    "AddedToMergeQueueEvent": EVENT,
    "AutoMergeDisabledEvent": EVENT,
    "AutoMergeEnabledEvent": EVENT,
    "AutomaticBaseChangeFailedEvent": EVENT,
    "AutomaticBaseChangeSucceededEvent": EVENT,
    "BaseRefChangedEvent": EVENT,
    "BaseRefDeletedEvent": EVENT,
    "BaseRefForcePushedEvent": f"{EVENT} afterCommit beforeCommit ref",
    "ClosedEvent": "* actor closable closer",
    "CommentDeletedEvent": "* actor deletedCommentAuthor",
    "ConvertToDraftEvent": EVENT,
    "CrossReferencedEvent": "* actor source target",
    "DeployedEvent": f"{EVENT} deployment ref",
    "HeadRefDeletedEvent": f"{EVENT} headRef",
    "HeadRefForcePushedEvent": f"{EVENT} afterCommit beforeCommit ref",
    "HeadRefRestoredEvent": EVENT,
    "LabeledEvent": "* actor label",
    "LockedEvent": "* actor",
    "MergedEvent": f"{EVENT} commit mergeRef",
    "PullRequestRevisionMarker": "* lastSeenCommit pullRequest",
    "ReadyForReviewEvent": EVENT,
    "ReferencedEvent": "* actor commit commitRepository",
    "RemovedFromMergeQueueEvent": f"{EVENT} beforeCommit enqueuer",
    "RenamedTitleEvent": "* actor",
    "ReopenedEvent": "* actor closable",
    "ReviewDismissedEvent": f"{EVENT} pullRequestCommit review",
    "ReviewRequestRemovedEvent": f"{EVENT} requestedReviewer",
    "ReviewRequestedEvent": f"{EVENT} requestedReviewer",
    "UnlabeledEvent": "* actor label",
    "UnlockedEvent": "* actor",
    # deployments
    "Deployment": "* commit creator latestStatus ref repository statuses",
    "DeploymentStatus": "* creator deployment",
    "Environment": "* latestCompletedDeployment",
}
