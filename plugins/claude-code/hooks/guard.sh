#!/bin/sh
# Runs before a command or an MCP call of the assistant. Exit status 2 refuses it, and the assistant reads standard error.
# A seat belt, not the lock: the lock is the gate, which counts reviews of people on GitHub whatever happens here.
payload=$(cat)
for python in python3 python; do
  if command -v "$python" >/dev/null 2>&1; then
    printf '%s' "$payload" | "$python" -E -s -S "$(dirname "$0")/guard.py"
    status=$?
    case $status in 0 | 2) exit "$status" ;; esac
  fi
done
# No python, or it failed: whatever looks like it is refused.
if printf '%s' "$payload" | tr -d "'\"\\\\" | grep -Eqi \
  'pr +review.*( -[cr]*a|--approve)|pr +merge|pulls?/[^ ]*/(merge|reviews.*APPROVE)|dismissals|(submit|add|dismiss)PullRequestReview|mergePullRequest|PullRequestAutoMerge|merge_pull_request|event: *APPROVE|aidlc-approve:'; then
  echo "aidlc: this looks like approving or merging. A person does that on GitHub, never an assistant: ask them, and stop here." >&2
  exit 2
fi
exit 0
