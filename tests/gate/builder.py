"""From a golden case's few words to whole facts. Words not given are those of a healthy, approved pull request.

Vocabulary of `facts`:
  start      inception (the default), construction, operation, maintenance, guarded, free: what the first commit `c1` brings
  policy     merged into the sample policy; `proposed`: the same for the policy the pull request brings
  files      path to content (or null) changed by `c1` on top; contents: text, or $bolt:STATE, $unit:PATHS,
             $intent:REVISION, $release:COMMIT@ENVIRONMENT, $deployment-unit:TITLE, $bytes:HEX, $large:COUNT, $claim:LIE
  only       whether `files` replace what `start` brings
  c1         who made it: {by, committer, co_authors}
  pushes     more commits: {name, files, by, merge: main, conflict}
  base       path to content that lay on the default branch before ($inception: the sample's), approved by nobody
  main       path to content changed on the default branch after the branch began (commit `main2`)
  reviews    replaces the sample reviews; `also` adds: {by, state, at, commit, body, edited, id}; at in minutes;
             body with {line}, {short}, {tiny}, {other}
  events     {kind, at, by, review, was}; activity: {at, from, to}; standings: name to permission or null
  author, draft, state, base_ref, last_pusher, bases, merged (false: conflict), unreadable: [commit names], updated
  past       the same words for the merged pull request that `start` rests on (inception; `past_code` for construction), and
             direct_push, no_policy, no_history, merged_at, left (path to content that its merge left otherwise);
             `newer`: one that was merged after it, beside the branch
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aidlc.domain.classification import classify
from aidlc.domain.demands import demands_of, manifest_of
from aidlc.domain.digests import digest
from aidlc.domain.facts import (
    Activity,
    ClaimFacts,
    Commit,
    Content,
    EventKind,
    GateFacts,
    History,
    Identity,
    ProposedPolicy,
    PullFacts,
    PullState,
    RepositoryFacts,
    Review,
    ReviewState,
    Standing,
    TimelineEvent,
    Transition,
)
from aidlc.domain.records import RecordTree
from schemas.approval import ApprovalEvidence
from schemas.policy import Permission, Policy
from tests.gate import samples
from tests.gate.gitworld import GitWorld, Tree, difference, oid, records_of

Words = Mapping[str, Any]
BEGIN = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
FACTS = RepositoryFacts(id=samples.REPOSITORY, name="acme/events", default_branch="main")
SAMPLE_REVIEWS: dict[str, list[dict[str, Any]]] = {
    "inception": [{"by": "alice"}, {"by": "bob", "at": 11}],
    "construction": [{"by": "bob"}],
    "operation": [{"by": "alice", "body": "{line}"}, {"by": "bob", "at": 11, "body": "{line}"}],
    "maintenance": [{"by": "bob"}, {"by": "carol", "at": 11}],
    "guarded": [{"by": "dave"}],
    "free": [],
}


def minute(at: object) -> datetime | None:
    if at is None or isinstance(at, datetime):
        return at
    return BEGIN + timedelta(minutes=float(str(at)))


class Build:
    """One pull request's facts, and what is needed to speak of it afterwards (digests, commit names)."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.start = str(words.get("start", "inception"))
        self.git = GitWorld()
        self.policy = samples.policy_from(dict(words.get("policy", {})))
        self.histories: list[History] = []
        self._base()
        self._branch()
        self.tip = "main2" if "main" in words else "main"
        self.content = self._content()
        self.pull = self._pull()
        self.facts = self._facts()

    # -- what lies on the default branch, and how it came there

    def _base(self) -> None:
        tree = {"README.md": "Events", "deploy/run.sh": "run", "src/door.py": "door", "lib/any.py": "any"}
        self.git.commit("root", tree)
        self.git.changed("main", {}, "root")
        if self.start in {"construction", "operation"}:
            self._merge_past("inception", "past", "inception", "events")
        if self.start == "operation":
            self._merge_past("construction", "past_code", "construction", "events/check-in")
        base = self.words.get("base", {})
        self.git.changed("main", dict(samples.inception()) if base == "$inception" else dict(base), "main")
        self.git.parents["main"] = ("root",)

    def _merge_past(self, start: str, key: str, phase: str, scope: str) -> None:
        words = {**dict(self.words.get(key, {})), "start": start}
        words.setdefault("policy", self.words.get("past_policy", self.words.get("policy", {})))
        if start == "construction":
            words.setdefault("files", {samples.BOLT: "$bolt:finished", "src/door.py": "a QR door"})
            words.setdefault("past", self.words.get("past", {}))
        past = Build(words)
        tree = past.git.merge(past.tip, "head") or past.git.trees["head"]
        left = {path: self._text(text) or "" for path, text in words.get("left", {}).items()}
        self.git.trees["main"] = {**tree, **left}
        transition = past.merged(f"merge of {start}", self.git.trees["main"])
        told = () if words.get("no_history") else (transition,)
        if start == "inception" and "newer" in self.words:
            newer = Build({**self.words["newer"], "start": start})
            told = (
                newer.merged("newer merge", {**newer.git.trees["main"], **newer.git.trees["head"]}),
                *told,
            )
        tips = ["", oid(f"merge of {start}")] if start == "construction" else [""]
        self.histories += [History(phase=phase, scope=scope, transitions=told, tip=tip) for tip in tips]

    def merged(self, name: str, left: Tree) -> Transition:
        """This pull request as merged by the commit `name`, which left the tree `left`."""
        words = self.words
        start = "inception" if self.start == "inception" else "construction"
        pull = self.pull.model_copy(
            update={
                "number": 3 if start == "inception" else 4,
                "state": PullState.MERGED,
                "merge_commit": oid(name),
                "merged_at": minute(words.get("merged_at", 60)),
            }
        )
        return Transition(
            commit=oid(name),
            first_parent=oid(self.tip),
            paths=difference(self.git.trees[self.tip], left),
            pull=None if words.get("direct_push") else pull,
            content=self.content,
            policy=None if words.get("no_policy") else self.policy,
            records=records_of(left),
            policy_oid=oid("policy"),
        )

    # -- the branch

    def _branch(self) -> None:
        words = self.words
        first = {} if words.get("only") else self._sample_files()
        for path, text in dict(words.get("files", {})).items():
            first[samples.claim_path(self.histories[0]) if path == "$claim" else path] = self._text(text)
        self.git.changed("c1", first, "main")
        if "main" in words:
            files = {path: self._text(text) for path, text in words["main"].items()}
            self.git.changed("main2", files, "main")
        last = "c1"
        for push in words.get("pushes", []):
            name, parents = str(push["name"]), [last]
            if "merge" in push:
                other = "main2" if push["merge"] == "main" else str(push["merge"])
                parents.append(other)
                tree = self.git.merge(last, other) or self.git.trees[last]
                self.git.trees[f"{name} before"] = tree
                self.git.parents[f"{name} before"] = ()
            files = {path: self._text(text) for path, text in push.get("files", {}).items()}
            from_ = f"{name} before" if "merge" in push else last
            self.git.changed(name, files, from_)
            self.git.parents[name] = tuple(parents) if "onto" not in push else (str(push["onto"]),)
            last = name
        self.git.trees["head"], self.git.parents["head"] = self.git.trees[last], self.git.parents[last]
        self.head = last

    def _sample_files(self) -> dict[str, str | None]:
        paths = [str(path) for path in self.words.get("unit_paths", [])]
        match self.start:
            case "inception":
                return dict(samples.inception(*paths))
            case "construction":
                return {samples.BOLT: samples.bolt(), "src/door.py": "a QR door"}
            case "operation":
                built = self.words.get("built", "merge of construction")
                return {
                    f"{samples.OP}/deployment-units/scanning.md": samples.deployment_unit(),
                    f"{samples.OP}/releases/first.md": samples.release(oid(built)),
                }
            case "maintenance":
                return {"lib/any.py": "any, newer"}
            case "guarded":
                return {"deploy/run.sh": "run faster"}
            case _:
                return {"docs/guide.md": "a guide"}

    def _text(self, text: object) -> str | None:
        if not isinstance(text, str) or not text.startswith("$"):
            return None if text is None else str(text)
        kind, _, value = text[1:].partition(":")
        match kind:
            case "bolt":
                return samples.bolt(value)
            case "intent":
                return samples.intent(int(value))
            case "unit":
                return samples.unit("Event Day Entry & Check-In", *(value.split(",") if value else ()))
            case "release":
                commit, _, environment = value.partition("@")
                return samples.release(oid(commit), environment or "production")
            case "deployment-unit":
                return samples.deployment_unit(value)
            case "bytes":  # hexadecimal; git's bytes are kept by surrogate escapes
                return bytes.fromhex(value).decode("utf-8", "surrogateescape")
            case "large":
                return "x" * int(value)
            case "claim":
                return samples.claim_text(self.histories[0], value)
            case _:
                raise AssertionError(f"unknown content {text}")

    def _content(self) -> Content:
        words, base = self.words, self.tip
        bases = words.get("bases", self.git.merge_bases(base, self.head))
        landed = self.git.merge(base, self.head) if words.get("merged", True) else None
        if landed is not None and isinstance(words.get("landed"), dict):
            landed = {**landed, **words["landed"]}
        unreadable = {str(name) for name in words.get("unreadable", [])}
        names = [name for name in self.git.trees if name not in {"head", self.head} and " before" not in name]
        return Content(
            base=oid(base),
            merge_bases=tuple(oid(str(name)) for name in bases),
            head=self.git.snapshot(self.head, base),
            snapshots={
                oid(name): None if name in unreadable else self.git.snapshot(name, base) for name in names
            },
            merged=None if landed is None else difference(self.git.trees[base], landed),
            landing=None if landed is None else records_of(landed),
            records=self.git.record_tree(self.head),
        )

    # -- the pull request

    def _pull(self) -> PullFacts:
        words = self.words
        commits = [self._commit("c1", dict(words.get("c1", {})))]
        commits += [self._commit(str(push["name"]), push) for push in words.get("pushes", [])]
        reviews = [*words.get("reviews", SAMPLE_REVIEWS[self.start]), *words.get("also", [])]
        activity = words.get("activity")
        return PullFacts(
            number=7,
            state=PullState(words.get("state", "OPEN")),
            draft=bool(words.get("draft", False)),
            author=account(words.get("author", "olga")),
            base_ref=str(words.get("base_ref", "main")),
            head_ref="work",
            head=oid(self.head),
            head_repository=samples.REPOSITORY,
            reviews=tuple(self._review(number, each) for number, each in enumerate(reviews, start=1)),
            commits=tuple(commits),
            timeline=tuple(self._event(each) for each in words.get("events", [])),
            activity=None if activity is None else tuple(self._activity(each) for each in activity),
            last_pusher=account(words.get("last_pusher")),
            updated_at=minute(words.get("updated")),
        )

    def _commit(self, name: str, words: Words) -> Commit:
        author = identity(words.get("by", "olga"))
        return Commit(
            oid=oid(name),
            author=author,
            committer=identity(words["committer"]) if "committer" in words else author,
            co_authors=tuple(identity(each) for each in words.get("co_authors", [])),
            parents=tuple(oid(parent) for parent in self.git.parents[name]),
        )

    def _review(self, number: int, words: Words) -> Review:
        commit = words.get("commit", "c1")
        return Review(
            id=int(words.get("id", number)),
            author=account(words.get("by")),
            state=ReviewState(words.get("state", "APPROVED")),
            submitted_at=minute(words.get("at", 10)),
            commit=oid(self.head if commit == "head" else str(commit)) if commit else None,
            body=self._body(str(words.get("body", ""))),
            edited=bool(words.get("edited", False)),
        )

    def _body(self, text: str) -> str:
        if "{" not in text:
            return text
        for each in self.lines():
            phase = each.split(" ")[1]
            short = each[: len(each) - 64 + 16]
            text = text.replace("{" + phase + "}", each).replace("{short " + phase + "}", short)
        first = next(iter(self.lines()), "")
        text = text.replace("{line}", first).replace("{short}", first[: len(first) - 64 + 16])
        return text.replace("{tiny}", first[: len(first) - 64 + 15]).replace(
            "{other}", first[:-64] + "0" * 64
        )

    def lines(self) -> list[str]:
        """The digest lines of today, worked out here from the manifest's definition."""
        head = self.git.snapshot(self.head, self.tip)
        found = classify(self.policy, head.changes)
        lines = []
        for demand in demands_of(self.policy, found, self.content):
            entries = manifest_of(self.policy, demand, head).items()
            value = digest(samples.REPOSITORY, demand.phase, demand.scope, entries)
            lines.append(f"aidlc-approve: {demand.phase} {demand.scope} {value}")
        return lines

    def _event(self, words: Words) -> TimelineEvent:
        was = words.get("was")
        return TimelineEvent(
            kind=EventKind(words["kind"]),
            at=minute(words.get("at", 20)) or BEGIN,
            actor=account(words.get("by")),
            review=words.get("review"),
            previous_state=ReviewState(was) if was else None,
        )

    @staticmethod
    def _activity(words: Words) -> Activity:
        return Activity(
            at=minute(words["at"]) or BEGIN,
            before=oid(str(words["from"])) if words.get("from") else "0" * 40,
            after=oid(str(words["to"])),
        )

    def _facts(self) -> GateFacts:
        words = self.words
        proposed = None
        if "proposed" in words:
            policy = samples.policy_from(dict(words["proposed"])) if words["proposed"] is not None else None
            proposed = ProposedPolicy(policy=policy)
        permissions = {**samples.PERMISSIONS, **dict(words.get("standings", {}))}
        return GateFacts(
            repository=FACTS,
            pull=self.pull,
            content=self.content,
            policy_oid=oid("policy"),
            proposed_policy=proposed,
            standings={samples.PEOPLE[name].id: standing(value) for name, value in permissions.items()},
            histories=() if words.get("unread_histories") else tuple(self.histories),
            claims=self._claims(),
        )

    def _claims(self) -> tuple[ClaimFacts, ...]:
        return tuple(
            ClaimFacts(path=file.path, evidence=file.record, transition=self.histories[0].transitions[0])
            for file in self.content.records.files
            if isinstance(file.record, ApprovalEvidence) and not self.words.get("unread_claims")
        )


def account(name: object) -> Any:
    return None if name in {None, "ghost"} else samples.PEOPLE[str(name)]


def identity(words: object) -> Identity:
    """`olga` is her account; `{email: …}` nobody's; `{name, email}` gives both."""
    if isinstance(words, dict):
        return Identity(name=str(words.get("name", "somebody")), email=str(words["email"]))
    person = samples.PEOPLE[str(words)]
    return Identity(name=person.login, email=f"{person.login}@example.com", account=person)


def standing(value: object) -> Standing:
    if isinstance(value, dict):
        teams = tuple(int(team) for team in value.get("teams", ()))
        return Standing(permission=Permission(value.get("permission", "write")), teams=teams)
    return Standing(permission=None if value is None else Permission(str(value)))


def build(words: Words) -> tuple[Policy, GateFacts]:
    made = Build(words)
    return made.policy, made.facts


__all__ = ["Build", "RecordTree", "build", "minute"]
