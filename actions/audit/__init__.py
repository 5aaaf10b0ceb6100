"""The audit as an action: `uses: OWNER/REPO/actions/audit@…`."""
