"""A draft from beginning to end: what people said, what is there, what is asked of the model, what becomes of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from aidlc.adapters.claude.conversation import Conversation
from aidlc.adapters.claude.errors import ClaudeError
from aidlc.adapters.codec import MAX_RECORD_BYTES, read_tree
from aidlc.adapters.git.bare import BareRepository, open_bare
from aidlc.adapters.git.writing import Identity
from aidlc.adapters.github import pulls
from aidlc.adapters.github.addresses import check_url
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.reading import read_repository
from aidlc.adapters.issue_events import IssueEvent
from aidlc.domain.completeness import missing_for
from aidlc.domain.drafts.course import Command, Standing, Step, choose_step, match_answers
from aidlc.domain.drafts.records import Place
from aidlc.domain.drafts.untrusted import make_readable
from aidlc.domain.drafts.wire import Clarification
from aidlc.domain.errors import InputError, Problem
from aidlc.domain.facts import Account
from aidlc.domain.layout import RECORDS, is_slug
from aidlc.domain.phases import Phase
from aidlc.domain.records import RecordTree
from aidlc.domain.workspace import tell_workspace
from aidlc.usecases.drafting.account import account_for
from aidlc.usecases.drafting.asking import ask_model, ask_people, find_questions
from aidlc.usecases.drafting.branch import DraftBranch, open_branch
from aidlc.usecases.drafting.designs import draft_designs, find_unit
from aidlc.usecases.drafting.inception import draft_inception, find_intent, free_name, put_intent
from aidlc.usecases.drafting.parts import Drafter, PartReport, Progress
from aidlc.usecases.drafting.proposal import propose, tell_issue
from aidlc.usecases.drafting.warnings import warnings_about
from aidlc.usecases.drafting.words import Words, gather_words
from prompts.drafting import DraftAccount, render_message, render_system
from schemas.records import Intent, Workspace

CANCELLED: Final = "The run was cancelled."
_MOST_NAMES: Final = 400
_README: Final = 6000
_READMES: Final = frozenset({"readme.md", "readme.rst", "readme", "readme.txt"})
_PLAIN: Final = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What to draft, and with what."""

    client: GitHubClient
    git_url: str
    token: str = field(repr=False)
    event: IssueEvent
    talk: Conversation
    progress: Progress
    viewer: Account
    """Whose token it is: the commits' author, and whose comments are ours."""
    host: str = "github.com"
    nonce: str = ""
    """Of the fences around material; empty: a fresh one, as every real run has."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of it: `asked` (questions first), `drafted`, `partial`, or `unchanged`."""

    outcome: str
    account: DraftAccount
    pull: pulls.PullRequest | None = None
    failure: BaseException | None = None
    """Why it is partial; what is there was pushed all the same."""


def run_draft(request: DraftRequest) -> Drafted:
    """Do what the event asks. Raises `InputError`, `GitHubError`, `GitError`, `ClaudeError` where nothing was drafted."""
    words = gather_words(request.client, request.event)
    check_url(request.git_url)
    repository = read_repository(request.client)
    tip = repository.default_branch_ref.target.oid
    with open_bare(request.git_url, request.token, example=tip) as git:
        nonce = request.nonce or secrets.token_hex(8)
        run = _Run(request, words, git, repository.default_branch_ref.name, nonce)
        return run.design() if words.said.unit or words.said.command is Command.DESIGN else run.inception()


@dataclass(frozen=True)
class _Run:
    """One run, while the repository is open."""

    request: DraftRequest
    words: Words
    git: BareRepository
    default: str
    nonce: str
    notes: list[str] = field(default_factory=list)
    """What people should know beside what was said."""

    @property
    def identity(self) -> Identity:
        viewer = self.request.viewer
        email = f"{viewer.id}+{viewer.login}@users.noreply.{self.request.host}"
        return Identity(viewer.login, email)

    def inception(self) -> Drafted:
        issue, talk = self.words.issue.number, self.request.talk
        branch = open_branch(self.git, f"aidlc/draft-{issue}", self.default, self.identity)
        landed = _tree(self.git, branch.base)
        known = find_intent(landed, issue)
        if known is not None:
            raise InputError(
                f"The Intent of issue {issue} is on {self.default} already, as `{known[0]}`. Change it in a pull request; "
                "`/aidlc design <unit>` drafts the designs of a Unit."
            )
        workspace, files = self._repository(branch.base)
        system, material = render_system("mob-elaboration", workspace.value), [*self._said(), *files]
        asked = find_questions(self.words.comments, self.request.viewer.id)
        step = choose_step(self.words.said, Standing(asked=asked is not None, drafted=branch.ahead))
        there = find_intent(branch.tree(), issue)
        reports: list[PartReport] = []
        if asked is None and there is None:
            self.request.progress.part("questions")
            asked, reply = ask_model(talk, system, material, self.nonce)
            reports.append(
                PartReport(
                    "questions",
                    f"{len(asked.questions)} asked",
                    reply.model,
                    usage=reply.usage,
                    cost=reply.cost,
                    requests=reply.requests,
                )
            )
            self.request.progress.done("questions", reports[-1].outcome)
            if asked.questions and step is Step.ASK:
                ask_people(self.request.client, issue, asked, self.request.viewer.id)
                return Drafted("asked", self._account("the inception", asked.title, reports))
        intent, title = self._named(asked, there, landed)
        drafter = self._drafter(branch, Place(intent), system, material, reports)
        if not put_intent(
            drafter,
            title=title,
            words=self.words.body.text,
            workspace=workspace,
            issue=issue,
            questions=match_answers(asked, self.words.answers) if asked is not None else (),
        ):
            self.notes.append(
                "Answers on the issue aren't in `questions.md`, which people edited: add them there."
            )
        failure = _attempt(lambda: draft_inception(drafter, workspace, again=step is Step.REDRAFT))
        return self._finish(drafter, "the inception", title, failure)

    def design(self) -> Drafted:
        issue, unit = self.words.issue.number, self.words.said.unit
        if not is_slug(unit):
            raise InputError("Name the Unit to design: `/aidlc design <unit>`.")
        branch = open_branch(self.git, f"aidlc/draft-{issue}-{unit}", self.default, self.identity)
        landed = _tree(self.git, branch.base)
        known = find_intent(landed, issue)
        if known is None:
            raise InputError(
                f"No Intent on {self.default} belongs to issue {issue}: its inception comes first. Draft it, have it "
                "approved and merged."
            )
        intent, record = known
        found = find_unit(landed, intent, unit)
        reports: list[PartReport] = []
        system = render_system("logical-design", record.workspace.value)
        drafter = self._drafter(branch, Place(intent, unit), system, self._said(), reports)
        again = branch.ahead and self.words.said.command is Command.REVISE
        failure = _attempt(lambda: draft_designs(drafter, found, again=again))
        return self._finish(drafter, f"the design of Unit {unit}", record.title, failure)

    def _finish(self, drafter: Drafter, what: str, title: str, failure: BaseException | None) -> Drafted:
        """Push what there is and show it; a run that drafted nothing leaves nothing."""
        drafted = any(one.outcome == "drafted" for one in drafter.reports)
        if failure is not None and not drafted:
            raise failure
        place, tree = drafter.place, drafter.branch.tree()
        if place.unit:
            missing = missing_for(Phase.CONSTRUCTION, tree, place.intent, units=(place.unit,))
        else:
            missing = missing_for(Phase.INCEPTION, tree, place.intent)
        said = CANCELLED if isinstance(failure, KeyboardInterrupt) else str(failure or "")
        self.notes.extend(warnings_about(self.git, drafter.branch, self.identity, self.request.viewer))
        account = self._account(what, title, drafter.reports, missing, said)
        commit = drafter.branch.commit(render_message(account), account.issue, self.identity)
        if not drafter.branch.ahead:
            return Drafted("unchanged", account)
        pull = propose(self.request.client, drafter.branch.name, self.default, account)
        account = account.model_copy(update={"pull": pull.number, "commit": commit or ""})
        untold = tell_issue(self.request.client, account, self.request.viewer.id)
        if untold:
            account = account.model_copy(update={"notes": (*account.notes, untold)})
        outcome = "partial" if failure is not None else "drafted" if commit else "unchanged"
        return Drafted(outcome, account, pull, failure)

    def _account(
        self,
        what: str,
        title: str,
        reports: list[PartReport],
        missing: Iterable[Problem] = (),
        failure: str = "",
    ) -> DraftAccount:
        return account_for(
            issue=self.words.issue.number,
            title=title,
            what=what,
            reports=reports,
            spent=self.request.talk.spent,
            notes=(*self.words.notes, *self.notes),
            missing=missing,
            failure=failure,
        )

    def _drafter(
        self,
        branch: DraftBranch,
        place: Place,
        system: str,
        material: list[tuple[str, str]],
        reports: list[PartReport],
    ) -> Drafter:
        return Drafter(
            self.request.talk, branch, place, system, material, self.nonce, self.request.progress, reports
        )

    def _named(
        self, asked: Clarification | None, there: tuple[str, Intent] | None, landed: RecordTree
    ) -> tuple[str, str]:
        """The Intent's id and title: those it has, else those that the model suggests."""
        if there is not None:
            return there[0], there[1].title
        assert asked is not None  # asked where there is no record
        return free_name(asked.id, landed, self.words.issue.number), asked.title

    def _said(self) -> list[tuple[str, str]]:
        """What people said, each with its source."""
        issue = (f"issue {self.words.issue.number}", f"{self.words.title}\n\n{self.words.body.text}")
        answers = (
            (f"answer by {one.by.login}" if one.by else "answer", one.text) for one in self.words.answers
        )
        return [issue, *answers]

    def _repository(self, base: str) -> tuple[Workspace, list[tuple[str, str]]]:
        """Greenfield or brownfield, with the names of files and the read-me of an existing system."""
        entries = self.git.entries(base)
        workspace, _ = tell_workspace(entries)
        if workspace is Workspace.GREENFIELD:
            return workspace, []
        names = [path for path in sorted(entries) if not path.startswith(f"{RECORDS}/")]
        more = f"\n… and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        material = [("names of files", make_readable("\n".join(names[:_MOST_NAMES]) + more).text)]
        readme = next(
            (path for path in names if path.lower() in _READMES and entries[path].mode in _PLAIN),
            None,
        )
        if readme is not None:
            oid = entries[readme].oid
            text = self.git.blobs([oid], limit=1024 * 1024).get(oid, b"").decode("utf-8", "replace")
            material.append((readme, make_readable(text, _README).text))
        return workspace, material


def _attempt(work: Callable[[], None]) -> ClaudeError | KeyboardInterrupt | None:
    """Do the work; what stops it half-way is kept, so that what is done can be kept as well."""
    try:
        work()
    except (ClaudeError, KeyboardInterrupt) as error:
        return error
    return None


def _tree(git: BareRepository, commit: str) -> RecordTree:
    entries = git.entries(commit, RECORDS)
    blobs = git.blobs({entry.oid for entry in entries.values()}, limit=MAX_RECORD_BYTES)
    return read_tree((path, entry.mode, blobs.get(entry.oid)) for path, entry in entries.items())
