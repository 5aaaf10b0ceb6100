from dataclasses import dataclass

from aidlc.emulator.state import Issue, Repository, User


@dataclass(frozen=True, slots=True)
class Urls:
    """The addresses in answers. They name the host the request was sent to: PyGithub refuses any other."""

    server: str

    @property
    def api(self) -> str:
        """The root of REST."""
        return f"{self.server}/api/v3"

    def repo(self, repository: Repository) -> str:
        """The repository in REST."""
        return f"{self.api}/repos/{repository.full_name}"

    def repo_page(self, repository: Repository) -> str:
        """The repository's page."""
        return f"{self.server}/{repository.full_name}"

    def user(self, user: User) -> str:
        """The account in REST."""
        return f"{self.api}/users/{user.login}"

    def issue_page(self, repository: Repository, issue: Issue) -> str:
        """The page of an issue or a pull request."""
        kind = "pull" if issue.number in repository.pulls else "issues"
        return f"{self.repo_page(repository)}/{kind}/{issue.number}"
