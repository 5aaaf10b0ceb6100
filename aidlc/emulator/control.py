"""`/_control/…`: what a stage hand in another process needs. The server listens on loopback only."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aidlc.emulator.exchange import Request, Response
from aidlc.emulator.state import ROLES

if TYPE_CHECKING:
    from aidlc.emulator.gateway import Gateway


def serve_control(gateway: "Gateway", request: Request) -> Response:
    """Users, tokens and the log of requests.

    GET `/_control/users`, `/_control/requests`; POST `/_control/users` {login, permission, type}, `/_control/tokens`
    {permissions}, `/_control/settings` {required_contexts, enforce_admins, actions_can_approve, private},
    `/_control/stop`.
    """
    with gateway.world.lock:
        try:
            return _serve(gateway, request)
        except (KeyError, ValueError, TypeError) as problem:
            return _json(400, {"message": f"not understood: {problem}"})


def _serve(gateway: "Gateway", request: Request) -> Response:
    world = gateway.world
    repository = next(iter(world.repositories.values()))
    body: dict[str, Any] = json.loads(request.body) if request.body else {}
    match request.method, request.path.removeprefix("/_control/"):
        case "GET", "users":
            users = [
                {"login": user.login, "id": user.id, "token": user.token, "type": user.type}
                for user in world.users.values()
                if not user.deleted
            ]
            return _json(200, users)
        case "POST", "users":
            permission = body.get("permission", "write")
            if permission not in ROLES:
                raise ValueError(f"permission is one of {', '.join(ROLES)}")
            emails = tuple(body.get("emails", ()))
            user = world.add_user(
                body["login"], kind=body.get("type", "User"), account_id=body.get("id"), emails=emails
            )
            repository.roles[user.id] = permission
            return _json(201, {"login": user.login, "id": user.id, "token": user.token})
        case "POST", "tokens":
            return _json(201, {"token": world.grant(body["permissions"])})
        case "POST", "settings":
            for key in {
                "required_contexts",
                "enforce_admins",
                "actions_can_approve",
                "private",
            } & body.keys():
                setattr(repository, key, tuple(body[key]) if key == "required_contexts" else bool(body[key]))
            return _json(200, {})
        case "POST", "stop":
            gateway.on_stop()
            return _json(200, {})
        case "GET", "requests":
            return _json(200, [asdict(each) for each in gateway.recorded])
    return _json(404, {"message": "no such control"})


def _json(status: int, body: object) -> Response:
    return Response(status, json.dumps(body, default=str).encode(), {"Content-Type": "application/json"})
