from typing import NoReturn

from graphql import GraphQLError

from aidlc.emulator.actor import Actor


def fail(kind: str, message: str) -> NoReturn:
    """Raise an error with the `type` GitHub puts beside the message."""
    raise GraphQLError(message, extensions={"type": kind})


def require(actor: Actor, area: str) -> None:
    """FORBIDDEN unless an app's token may read this."""
    if not actor.has_permission(area, "read"):
        fail("FORBIDDEN", "Resource not accessible by integration")
