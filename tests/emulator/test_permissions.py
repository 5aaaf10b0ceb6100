import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.emulator.stage import Api, Person, Stage


@pytest.mark.parametrize(
    ("role", "folded"),
    [
        ("admin", "admin"),
        ("maintain", "write"),
        ("write", "write"),
        ("triage", "read"),
        ("read", "read"),
    ],
)
def test_permission_is_folded_and_the_role_is_not(stage: Stage, role: str, folded: str) -> None:
    stage.github.set_permission("po", role)
    told = stage.dev.get("collaborators/po/permission").expect(200)
    assert (told["permission"], told["role_name"]) == (folded, role)
    assert (told["user"]["login"], told["user"]["id"]) == ("po", stage.po.user.id)


def test_stranger_reads_a_public_repository_and_nothing_of_a_private_one(stage: Stage) -> None:
    stage.github.add_user("stranger", permission="none")
    assert stage.dev.get("collaborators/stranger/permission").expect(200)["permission"] == "read"
    stage.github.repository.private = True
    assert stage.dev.get("collaborators/stranger/permission").expect(200)["permission"] == "none"


def test_unknown_account_and_bot_are_404(stage: Stage) -> None:
    assert stage.dev.get("collaborators/nobody/permission").expect(404)["message"] == "nobody is not a user"
    stage.dev.get("collaborators/github-actions[bot]/permission").expect(404)
    stage.github.delete_user("po")
    stage.dev.get("collaborators/po/permission").expect(404)


def test_permission_takes_the_right_to_push(stage: Stage) -> None:
    stage.github.set_permission("po", "read")
    refused = stage.po.get("collaborators/dev/permission").expect(403)
    assert refused["message"] == "Must have push access to view collaborator permission."
    bot = Person(stage.github, stage.dev.user)
    bot.token = stage.github.workflow_token({})
    assert bot.get("collaborators/dev/permission").expect(200)["permission"] == "write"


def test_login_is_found_whatever_its_case(stage: Stage) -> None:
    assert stage.dev.get("collaborators/PO/permission").expect(200)["user"]["id"] == stage.po.user.id


def test_collaborator_is_204_or_404(stage: Stage) -> None:
    stage.dev.get("collaborators/po").expect(204)
    stage.github.set_permission("po", "none")
    stage.dev.get("collaborators/po").expect(404)
    with pytest.raises(ValueError, match="the permission is one of"):
        stage.github.set_permission("po", "king")


def test_account_is_found_by_its_id(stage: Stage) -> None:
    assert stage.dev.get(f"/user/{stage.po.user.id}").expect(200)["login"] == "po"
    stage.github.delete_user("po")
    stage.dev.get(f"/user/{stage.po.user.id}").expect(404)
    stage.dev.get("/users/po").expect(404)


def test_wrong_token_is_bad_credentials(stage: Stage) -> None:
    wrong = Api(stage.github, "ghp_wrong")
    assert wrong.get("pulls").expect(401)["message"] == "Bad credentials"
    assert stage.github.requests[-1].actor is None


def test_private_repository_is_404_for_strangers(stage: Stage) -> None:
    stage.github.repository.private = True
    stranger = Person(stage.github, stage.github.add_user("stranger", permission="none"))
    stranger.get("").expect(404)
    Api(stage.github, None).get("pulls").expect(404)
    answer = stranger.graphql('{ repository(owner: "acme", name: "events") { name } }')
    assert answer["data"] == {"repository": None}
    assert answer["errors"][0]["type"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("pulls", "pull-requests"),
        ("pulls/1/reviews", "pull-requests"),
        ("commits/main", "contents"),
        ("git/trees/main", "contents"),
        ("activity", "contents"),
        ("commits/main/statuses", "statuses"),
        ("issues/1", "issues"),
        ("deployments", "deployments"),
    ],
)
def test_workflow_token_reads_what_it_may_and_nothing_else(stage: Stage, path: str, permission: str) -> None:
    without = Api(stage.github, stage.github.workflow_token({"metadata": "read"}))
    assert without.get(path).expect(403)["message"] == "Resource not accessible by integration"
    Api(stage.github, stage.github.workflow_token({permission: "read"})).get(path).expect(200)


def test_workflow_token_is_nobodys_account(stage: Stage) -> None:
    bot = Api(stage.github, stage.github.workflow_token({"contents": "read"}))
    bot.get("/user").expect(403)
    assert bot.graphql("{ viewer { login databaseId } }")["data"]["viewer"] == {
        "login": "github-actions[bot]",
        "databaseId": 41898282,
    }
    assert stage.dev.get("/user").expect(200)["login"] == "dev"


def test_graphql_needs_a_token_and_minds_permissions(stage: Stage) -> None:
    answer = stage.github
    assert Api(answer, None).get("/user").expect(401)["message"] == "Requires authentication"
    blind = Api(stage.github, stage.github.workflow_token({"contents": "read"}))
    told = blind.graphql(
        '{ repository(owner: "acme", name: "events") { name pullRequest(number: 1) { title } } }'
    )
    assert told["data"] == {"repository": {"name": "events", "pullRequest": None}}
    assert told["errors"][0]["type"] == "FORBIDDEN"
    assert told["errors"][0]["path"] == ["repository", "pullRequest"]


def test_team_membership_is_404_for_everything_it_will_not_say(github: EmbeddedGitHub) -> None:
    dev = Person(github, github.add_user("dev"))
    github.add_user("po")
    github.add_user("guest")
    github.add_team("product", {"dev": ("maintainer", "active"), "po": ("member", "pending")})
    told = dev.get("/orgs/acme/teams/product/memberships/dev").expect(200)
    assert (told["role"], told["state"]) == ("maintainer", "active")
    assert dev.get("/orgs/acme/teams/product/memberships/po").expect(200)["state"] == "pending"
    dev.get("/orgs/acme/teams/product/memberships/guest").expect(404)
    dev.get("/orgs/acme/teams/none/memberships/dev").expect(404)
    assert [user["login"] for user in dev.get("/orgs/acme/teams/product/members").expect(200)] == ["dev"]
    bot = Api(github, github.workflow_token({"contents": "write"}))
    bot.get("/orgs/acme/teams/product/memberships/dev").expect(404)
    bot.get("/orgs/acme/teams/product").expect(404)
    app = Api(github, github.add_installation("gate[bot]", {"members": "read"}))
    assert app.get("/orgs/acme/teams/product").expect(200)["slug"] == "product"
    told = app.graphql(
        '{ organization(login: "acme") { team(slug: "product") {'
        " name members(first: 5) { edges { role node { login } } } } } }"
    )
    assert told["data"]["organization"]["team"]["members"]["edges"] == [
        {"role": "MAINTAINER", "node": {"login": "dev"}}
    ]


def test_commit_addresses_map_to_accounts(stage: Stage) -> None:
    def mapped(email: str) -> tuple[str | None, str | None]:
        stage.clone.git(
            "-c", f"user.email={email}", "commit", "-q", "--allow-empty", "-m", "x", f"--author=X <{email}>"
        )
        stage.clone.push("feature")
        told = stage.dev.pull("commits(last: 1) { nodes { commit { author { email user { login } } } } }")
        user = told["commits"]["nodes"][0]["commit"]["author"]["user"]
        rest = stage.dev.get(f"commits/{stage.clone.head}").expect(200)["author"]
        return user and user["login"], rest and rest["login"]

    assert mapped("PO@example.com") == ("po", "po")
    assert mapped(f"{stage.po.user.id}+po@users.noreply.github.com") == ("po", "po")
    assert mapped(f"{stage.po.user.id}+oldname@users.noreply.github.com") == ("po", "po")
    assert mapped("po@users.noreply.github.com") == ("po", "po")
    assert mapped("nobody@example.com") == (None, None)
    assert mapped("41898282+github-actions[bot]@users.noreply.github.com") == (None, "github-actions[bot]")
