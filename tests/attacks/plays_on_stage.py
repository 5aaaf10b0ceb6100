"""Attacks with real commits, pushes, reviews and merges on the embedded GitHub; the gate runs in this process."""

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.github.reading import Mark, PullReading
from aidlc.domain.earlier import Earlier
from aidlc.emulator import Fault, faults
from aidlc.usecases.contents import read_policy
from schemas.policy import Policy
from tests.attacks.arena import OTHER, group_here, status_here
from tests.attacks.book import attack, out
from tests.e2e_gate.queue import Queue
from tests.e2e_gate.records import POLICY_PATH, construction, inception
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import Person

DECIDE = "aidlc.usecases.decide_gate"
GROUP = "aidlc.domain.merge_group"
REQUIRED = ("aidlc/gate",)


def asked(stage: GateStage, *approved_by: str) -> GateStage:
    """Pull request 1 asks for the approval of a complete inception; the status of the gate is required."""
    stage.github.repository.required_contexts = REQUIRED
    assert stage.open("inception", inception()) == 1
    stage.approve(1, *approved_by)
    return stage


def merged(stage: GateStage) -> str:
    """What an immediate merge by the author comes to: a success that GitHub took, or not."""
    done = stage.people["dev"].put("pulls/1/merge").status == 200
    return "success" if done else "refused"


@attack(
    "main is merged and other content committed on top, so that GitHub moves the approvals onto it",
    out("aidlc.domain.evidence._why_moved", ""),
    on_stage=True,
)
def smuggled_on_top_of_a_merge(stage: GateStage) -> str:
    asked(stage, "alice", "bob").push_to_main({"docs/more.md": "more\n"})
    stage.clone.git("merge", "-q", "--no-edit", "origin/main")
    stage.write(OTHER)
    stage.clone.push("HEAD")
    return status_here(stage)


@attack(
    "an objection is followed by moving the branch back to a commit that had its success",
    out(f"{DECIDE}.withdraw_successes"),
    on_stage=True,
)
def back_to_an_old_success(stage: GateStage) -> str:
    first = asked(stage, "alice", "bob").head(1)
    assert status_here(stage) == "success"
    stage.push(OTHER)
    stage.people["alice"].review("REQUEST_CHANGES", "Not at all, on second thoughts.", 1)
    status_here(stage)
    stage.clone.git("push", "-q", "--force", "origin", f"{first}:refs/heads/inception")
    return merged(stage)


@attack(
    "a pull request is closed, objected to, reopened and merged at once",
    out(f"{DECIDE}.withdraw_successes"),
    on_stage=True,
)
def closed_objected_reopened(stage: GateStage) -> str:
    asked(stage, "alice", "bob")
    assert status_here(stage) == "success"
    stage.people["dev"].patch("pulls/1", state="closed").expect(200)
    status_here(stage)
    stage.people["alice"].review("REQUEST_CHANGES", "Not at all, on second thoughts.", 1)
    stage.people["dev"].patch("pulls/1", state="open").expect(200)
    return merged(stage)


@attack(
    "a second pull request with the same head, which nobody approved, takes the first one's success",
    out(f"{DECIDE}._read_siblings", []),
    on_stage=True,
)
def two_with_one_head(stage: GateStage) -> str:
    asked(stage, "alice", "bob").clone.git("push", "-q", "origin", "HEAD:twin")
    stage.people["dev"].post("pulls", title="t", head="twin", base="main").expect(201)
    return status_here(stage)


def _same(_: object, marks: dict[int, Mark]) -> dict[int, Mark]:
    return marks


@attack(
    "an objection comes between the reading and the posting",
    out(f"{DECIDE}._marks_now", _same),
    on_stage=True,
)
def objection_while_judged(stage: GateStage) -> str:
    asked(stage, "alice", "bob")
    objection = faults.Hook(lambda: stage.people["alice"].review("REQUEST_CHANGES", "Wait.", 1))
    stage.github.inject(Fault(objection, path="/activity$"))
    state = status_here(stage)
    stage.github.clear_faults()
    return state


def _policy_of_the_branch(git: BareRepository, reading: PullReading) -> Policy:
    found = read_policy(git, reading.pull.head)
    assert found is not None
    return found[1]


@attack(
    "the pull request brings the policy by which it would be judged",
    out("aidlc.usecases.gather._policy_in_force", _policy_of_the_branch),
    on_stage=True,
)
def policy_of_the_branch(stage: GateStage) -> str:
    lax = stage.policy.replace("{role: product-owner}, {role: developer}", "{role: developer}")
    lax = lax.replace("{role: maintainer}", "{role: developer}")
    assert lax != stage.policy
    number = stage.open("inception", {**inception(), POLICY_PATH: lax})
    stage.approve(number, "bob", "carol")
    return status_here(stage, number)


@attack(
    "an account with write access and no role dismisses an objection",
    out("aidlc.domain.opinions.has_say", True),
    on_stage=True,
)
def dismissed_by_a_helper(stage: GateStage) -> str:
    asked(stage, "alice", "bob")
    stage.people["helper"] = Person(stage.github, stage.github.add_user("helper", permission="write"))
    objection = stage.people["carol"].review("REQUEST_CHANGES", "No.", 1)
    path = f"pulls/1/reviews/{objection['id']}/dismissals"
    stage.people["helper"].put(path, message="Done.", event="DISMISS").expect(200)
    return status_here(stage)


@attack(
    "inception is pushed past the gate, then built upon",
    out("aidlc.domain.gate.earlier_phases", Earlier()),
    on_stage=True,
)
def built_on_a_direct_push(stage: GateStage) -> str:
    stage.push_to_main({**inception()})
    number = stage.open("early", construction())
    stage.approve(number, "bob")
    return status_here(stage, number)


def _queued(stage: GateStage) -> Queue:
    queue = Queue(asked(stage, "alice", "bob"))
    queue.merge("inception", 1)
    return queue


@attack("a merge group carries a commit of nobody's", out(f"{GROUP}._strays"), on_stage=True)
def group_with_a_stray_commit(stage: GateStage) -> str:
    queue = _queued(stage)
    queue.smuggle("src/late.py", "import os\n")
    return group_here(stage, queue.payload(1)["merge_group"]["head_sha"], 1)


@attack(
    "a pull request that isn't approved any more stays in its merge group",
    out(f"{GROUP}._unapproved"),
    on_stage=True,
)
def group_behind_an_objection(stage: GateStage) -> str:
    queue = _queued(stage)
    stage.people["alice"].review("REQUEST_CHANGES", "Take it out.", 1)
    return group_here(stage, queue.payload(1)["merge_group"]["head_sha"], 1)


@attack(
    "a merge group squashes other content than was approved", out(f"{GROUP}._other_content"), on_stage=True
)
def group_with_other_content(stage: GateStage) -> str:
    queue = Queue(asked(stage, "alice", "bob"))
    queue.clone.git("merge", "-q", "--squash", "origin/inception")
    for path, text in OTHER.items():
        (queue.clone.folder / path).write_text(text or "", encoding="utf-8")
        queue.clone.git("add", path)
    queue.clone.git("commit", "-q", "-m", "Inception (#1)")
    return group_here(stage, queue.payload(1)["merge_group"]["head_sha"], 1)


@attack(
    "a pull request is opened on the head of a merge group, for the group's success",
    out(f"{GROUP}._unknown"),
    on_stage=True,
)
def pull_request_on_a_groups_head(stage: GateStage) -> str:
    queue = _queued(stage)
    head = queue.payload(1)["merge_group"]["head_sha"]
    queue.clone.git("push", "-q", "origin", "HEAD:refs/heads/borrowed")
    stage.people["dev"].post("pulls", title="b", head="borrowed", base="main").expect(201)
    return group_here(stage, head, 1)
