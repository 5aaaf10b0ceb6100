from collections.abc import Mapping, Sequence
from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"
BASIC = {400, 401, 403, 404}  # the errors whose body repeats the status


class ApiError(Exception):
    """A refusal in GitHub's shape; `errors` is the list some answers carry."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = dict(headers or {})

    @property
    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        body: dict[str, Any] = {"message": self.message}
        if self.errors is not None:
            body["errors"] = list(self.errors)
        body["documentation_url"] = DOCUMENTATION
        if self.status in BASIC:
            body["status"] = str(self.status)
        return body


def missing() -> ApiError:
    """404, which GitHub also says for what one may not see."""
    return ApiError(404, "Not Found")


def invalid(resource: str, field: str, code: str = "invalid", message: str | None = None) -> ApiError:
    """422 about one field of a resource."""
    error = {"resource": resource, "field": field, "code": code}
    return ApiError(422, "Validation Failed", [error | ({"message": message} if message else {})])


def unprocessable(reason: str) -> ApiError:
    """422 with a bare sentence, the form that reviews use."""
    return ApiError(422, "Unprocessable Entity", [reason])


def malformed(detail: str) -> ApiError:
    """422 for a body that is not what the endpoint takes."""
    return ApiError(422, f"Invalid request.\n\n{detail}")
