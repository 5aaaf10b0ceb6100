from aidlc.emulator.errors import invalid, unprocessable

BODY = 65_536  # characters of a comment, a review, an issue or a pull request
STATUSES = 1_000  # of one context on one commit
PULL_COMMITS = 250
PULL_FILES = 3_000
COMPARE_FILES = 300
STATUS_DESCRIPTION = 140


def check_body(resource: str, body: str | None) -> None:
    """422 for a text that is longer than GitHub stores."""
    if body is not None and len(body) > BODY:
        raise invalid(resource, "body", "custom", f"body is too long (maximum is {BODY} characters)")


def check_review_body(body: str) -> None:
    """The same for a review, which GitHub answers in another form."""
    if len(body) > BODY:
        raise unprocessable(f"Body is too long (maximum is {BODY} characters)")
