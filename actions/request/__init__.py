"""Opening the pull request that asks for an approval as an action: `uses: OWNER/REPO/actions/request@…`."""
