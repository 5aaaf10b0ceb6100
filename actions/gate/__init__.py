"""The gate as an action: `uses: OWNER/REPO@…`, or `uses: OWNER/REPO/actions/gate@…`, which is the same."""
