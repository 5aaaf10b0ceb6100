"""The Bolts' comments as an action: `uses: OWNER/REPO/actions/bolts@…`."""
