"""The assistant: a real MCP client that starts `aidlc serve` over stdio in its own clone, and git for everything else."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import TextContent

from demo.stage import AIDLC, ASSISTANT, Stage, git


class Assistant:
    """An assistant at work with the MCP server; use it as an async context manager."""

    def __init__(self, stage: Stage) -> None:
        """Clone the repository and prepare the client."""
        self.clone: Path = stage.clone(ASSISTANT)
        environment = stage.environment(stage.people[ASSISTANT].token)
        self._client = Client(
            StdioServerParameters(
                command=AIDLC, args=["serve", "--root", str(self.clone)], env=environment, cwd=str(self.clone)
            )
        )

    async def __aenter__(self) -> Self:
        """Start the server."""
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server."""
        await self._client.__aexit__(kind, error, trace)

    async def tools(self) -> list[str]:
        """Return the names of the tools."""
        return [tool.name for tool in (await self._client.list_tools()).tools]

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON
        """Call a tool that must succeed; return its structured answer."""
        answer = await self._client.call_tool(tool, arguments)
        text = " ".join(part.text for part in answer.content if isinstance(part, TextContent))
        if answer.is_error or not isinstance(answer.structured_content, dict):
            msg = f"{tool} failed: {text}"
            raise RuntimeError(msg)
        return answer.structured_content

    async def refused(self, tool: str, **arguments: Any) -> str:  # noqa: ANN401 -- JSON
        """Call a tool that must refuse; return its sentence."""
        answer = await self._client.call_tool(tool, arguments)
        text = " ".join(part.text for part in answer.content if isinstance(part, TextContent))
        if not answer.is_error:
            msg = f"{tool} did what it should have refused: {text}"
            raise RuntimeError(msg)
        return text

    def commit(
        self, branch: str, message: str, files: dict[str, str | None], *, start: str | None = None
    ) -> str:
        """Commit files (None removes one) on `branch` and push it, past every tool of ours; return the commit.

        `start` makes the branch anew from a commit; otherwise it goes on from the remote branch.
        """
        git(self.clone, "fetch", "--quiet", "origin")
        work = self.clone.parent / "bypass"
        git(
            self.clone,
            "worktree",
            "add",
            "--quiet",
            "--force",
            "-B",
            branch,
            str(work),
            start or f"origin/{branch}",
        )
        try:
            for name, text in files.items():
                path = work / name
                if text is None:
                    path.unlink()
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            git(work, "add", "--all")
            git(work, "commit", "--quiet", "-m", message)
            git(work, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
            return git(work, "rev-parse", "HEAD")
        finally:
            git(self.clone, "worktree", "remove", "--force", str(work))

    def catch_up(self) -> None:
        """Bring the clone to the default branch's tip; what isn't committed stays."""
        git(self.clone, "fetch", "--quiet", "origin")
        git(self.clone, "checkout", "--quiet", "--force", "-B", "main", "origin/main")
        git(self.clone, "clean", "--quiet", "--force", "-d", "aidlc-records")
