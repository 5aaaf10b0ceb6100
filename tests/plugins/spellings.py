"""Commands that approve, merge and the like in many spellings, and commands that only look like it."""

REFUSED = r"""
gh pr review 5 --approve
gh pr review --approve=true 5
gh pr review -a
gh pr review 5 -ab "well done"
gh pr review 5 -R o/r --body fine --approve
gh -R o/r pr review 5 --approve
gh --repo o/r pr review 5 -a
/usr/bin/gh pr review 5 --approve
'gh' "pr" re'view' 5 --app"rov"e
g\h pr review 5 --approve
$'\x67h' pr review 5 --approve
GH_TOKEN=x gh pr review 5 --approve
env GH_TOKEN=x gh pr review 5 --approve
sudo -u me gh pr review 5 --approve
timeout 9 gh pr review 5 --approve
nohup gh pr review 5 --approve &
cd x && gh pr review 5 --approve
true; gh pr review 5 --approve
false || gh pr review 5 --approve
if true; then gh pr review 5 --approve; fi
for n in 1 2; do gh pr review $n --approve; done
(gh pr review 5 --approve)
{ gh pr review 5 --approve; }
echo $(gh pr review 5 --approve)
echo `gh pr review 5 --approve`
echo "x $(gh pr review 5 --approve)"
bash -c "gh pr review 5 --approve"
sh -lc 'gh pr review 5 --approve'
eval "gh pr review 5 --approve"
eval gh pr review 5 --approve
echo "gh pr review 5 --approve" | sh
echo 'gh pr merge 5' | bash -s
printf 5 | xargs -I{} gh pr review {} --approve
xargs gh pr merge < list
python3 -c "import os; os.system('gh pr review 5 --approve')"
python3 -c "import subprocess as s; s.run(['gh', 'pr', 'review', '5', '--approve'])"
node -e "require('child_process').execSync('gh pr merge 5')"
ssh host "gh pr merge 5"
X=approve; gh pr review 5 --$X
A='gh pr review'; $A 5 --approve
F=--approve && gh pr review 5 ${F}
gh pr review 5 --$(echo approve)
gh pr review 5 $FLAGS
gh pr review $PR
alias ok='gh pr review --approve'; ok 5
gh alias set ok 'pr review --approve'
gh alias set --shell ok '!gh pr merge "$1"'
gh${IFS}pr${IFS}review${IFS}5${IFS}--approve
{gh,pr,merge,5}
gh pr merge 5
gh pr merge --auto --squash
gh pr merge 5 --admin --rebase
gh api -X PUT repos/o/r/pulls/5/merge
gh api --method=PUT /repos/o/r/pulls/5/merge
gh api -XPUT repos/o/r/pulls/5/merge
gh api repos/o/r/pulls/5/merge -f merge_method=squash --method PUT
gh api repos/o/r/pulls/5/reviews -f event=APPROVE
gh api repos/o/r/pulls/5/reviews -f event=approve -f body=x
gh api -X POST repos/o/r/pulls/5/reviews --input review.json
gh api repos/o/r/pulls/5/reviews -f "event=$EVENT"
gh api repos/o/r/pulls/5/reviews/7/events -f event=APPROVE
gh api -X PUT repos/o/r/pulls/5/reviews/7/dismissals -f message=no
gh api graphql -f query='mutation { addPullRequestReview(input: {event: APPROVE}) { clientMutationId } }'
gh api graphql -f query='mutation { submitPullRequestReview(input: $i) { clientMutationId } }'
gh api graphql -f query='mutation { enablePullRequestAutoMerge(input: {}) { clientMutationId } }'
gh api graphql -f query='mutation { mergePullRequest(input: {}) { clientMutationId } }'
gh api graphql -f query='mutation { approveDeployments(input: {}) { clientMutationId } }'
gh api repos/o/r/statuses/abc -f state=success -f context=aidlc/gate
gh api repos/o/r/actions/runs/1/pending_deployments -X POST --input -
gh api -X DELETE repos/o/r/rulesets/1
gh api -X DELETE repos/o/r/branches/main/protection
gh api repos/o/r/merges -f base=main -f head=x
gh api -X PATCH repos/o/r/git/refs/heads/main -f sha=abc
gh api -X PUT repos/o/r/contents/a.txt -f message=x -f content=eA==
gh api -X PUT repos/o/r/contents/a.txt -f branch=main -f message=x -f content=eA==
gh pr comment 5 --body "aidlc-approve: inception shop 0123456789abcdef"
gh pr review 5 --comment -b "aidlc-approve: inception shop 0123456789abcdef"
gh issue comment 5 --body 'aidlc-approve: inception shop 0123456789abcdef'
curl -X PUT https://api.github.com/repos/o/r/pulls/5/merge
curl -sXPUT https://api.github.com/repos/o/r/pulls/5/merge
curl -H "Authorization: token $T" -d '{"event":"APPROVE"}' https://api.github.com/repos/o/r/pulls/5/reviews
curl https://api.github.com/repos/o/r/pulls/5/reviews -d @review.json
curl --json '{"event": "APPROVE"}' https://api.github.com/repos/o/r/pulls/5/reviews
curl --request PUT https://api.github.com/repos/o/r/pulls/5/reviews/3/dismissals
curl -d '{"query":"mutation{mergePullRequest(input:{})}"}' https://api.github.com/graphql
wget --method=PUT https://api.github.com/repos/o/r/pulls/5/merge
http PUT https://api.github.com/repos/o/r/pulls/5/merge
python3 -c "import requests; requests.put('https://api.github.com/repos/o/r/pulls/5/merge')"
Invoke-RestMethod -Method Put -Uri https://api.github.com/repos/o/r/pulls/5/merge
git push origin main
git push origin HEAD:main
git push origin +HEAD:refs/heads/main
git push origin feature:main
git push -u origin main
git push --force origin main
git -C . push origin main
git -c push.default=current push origin main
git push origin --delete main
git push origin :main
git push --all
git push --mirror origin
git push origin 'refs/heads/*'
git push
git push origin HEAD
env GIT_TRACE=1 git push origin main
bash -c 'git push origin main'
gh pr review 5 --approve "unclosed
""".strip().splitlines()

REFUSED_LONG = [
    "gh pr review 5 \\\n  --approve",
    "gh pr review 5 --body 'one\ntwo' --approve",
    "# only a look\ngh pr review 5 --approve",
    "cat <<'EOF' | sh\ngh pr merge 5\nEOF",
    "bash <<EOF\ngh pr merge 5\nEOF",
    'gh api -X POST repos/o/r/pulls/5/reviews --input - <<EOF\n{"event": "APPROVE"}\nEOF',
    "gh api graphql --input - <<EOF\nmutation { mergePullRequest }\nEOF",
    "gh api graphql -f query='\n  mutation {\n    addPullRequestReview(input: {event: APPROVE}) { x }\n  }'",
]

ALLOWED = r"""
ls -la
make test
gh pr view 5
gh pr view 5 --json reviews,mergeable
gh pr list --search "review:approved"
gh pr checks 5 --watch
gh pr create --title "Approve merge of pull requests" --body "run gh pr merge later"
gh pr create --base main --fill
gh pr edit 5 --add-reviewer alice
gh pr ready 5
gh pr review 5 --comment --body "what about gh pr review --approve?"
gh pr review 5 --request-changes -b "not yet"
gh pr review $PR --comment -b "see above"
gh pr merge 5 --disable-auto
gh pr comment 5 --body "please approve"
gh pr checkout 5
gh run watch
gh issue list --label "approved"
gh api repos/o/r/pulls/5/reviews
gh api repos/o/r/pulls/5/reviews --jq '.[] | select(.state == "APPROVED")'
gh api repos/o/r/pulls/5/merge
gh api repos/o/r/pulls/5/reviews -f event=COMMENT -f body=hello
gh api repos/o/r/commits/abc/statuses
gh api repos/o/r/branches/main/protection
gh api graphql -f query='query { repository { pullRequest(number: 5) { reviews(first: 9) { totalCount } } } }'
gh api -X PUT repos/o/r/contents/a.txt -f branch=feature -f message=x -f content=eA==
curl -s https://api.github.com/repos/o/r/pulls/5/reviews
curl -X GET https://api.github.com/repos/o/r/pulls/5/merge
grep -rn "gh pr merge" docs
rg 'gh pr review --approve' .
echo "a person runs: gh pr review --approve"
cat docs/how-to-gh-pr-merge.md
git commit -m "Refuse gh pr review --approve"
git log --grep "gh pr merge"
git push origin feature
git push -u origin feature
git push origin HEAD:refs/heads/feature
git push origin aidlc/shop/inception
git push --dry-run origin main
git push --tags origin v1
git push origin maintenance
git merge main
git pull origin main
git fetch origin main:main
git checkout main
cd src && pytest -q tests/test_merge.py
python3 manage.py approve
# gh pr merge 5
aidlc explain --approved-by alice
echo "don't
""".strip().splitlines()

ALLOWED_LONG = [
    "git commit -F - <<'EOF'\nThe hook refuses gh pr merge; don't worry.\nEOF",
    "cat > notes.md <<'EOF'\nA person runs gh pr review --approve.\nEOF",
]
