import tempfile
from pathlib import Path

from aidlc.emulator import refs
from aidlc.emulator.errors import ApiError
from aidlc.emulator.git_objects import CommitFacts
from aidlc.emulator.state import Repository, User
from aidlc.emulator.world import World


def check_version(repository: Repository, branch: str, path: str, sha: str | None) -> bool:
    """Whether the file exists; 409 or 422 unless `sha` is the blob that is there now."""
    found = repository.git.find(f"refs/heads/{branch}:{path}")
    if repository.git.tip(branch) is None and branch != repository.default_branch:
        raise ApiError(404, f"Branch {branch} not found")
    if found is None:
        return False
    if sha is None:
        raise ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if sha != found.oid:
        raise ApiError(409, f"{path} does not match {sha}")
    return True


def commit_file(
    world: World,
    repository: Repository,
    user: User | None,
    branch: str,
    path: str,
    content: bytes | None,
    message: str,
) -> CommitFacts:
    """Commit one file (None removes it) on a branch as the web editor does, and move the branch."""
    git, tip = repository.git, repository.git.tip(branch)
    with tempfile.TemporaryDirectory() as folder:
        env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        if tip is not None:
            git.run("read-tree", tip, env=env)
        if content is None:
            git.run("update-index", "--index-info", stdin=f"0 {'0' * 40}\t{path}\n".encode(), env=env)
        else:
            blob = git.run("hash-object", "-w", "--stdin", stdin=content).stdout.decode().strip()
            git.run("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=env)
        tree = git.run("write-tree", env=env).stdout.decode().strip()
    parents = (tip,) if tip else ()
    made = git.write_commit(tree, parents, message, world.signature(user), world.signature(None))
    refs.move(world, repository, f"refs/heads/{branch}", made, user)
    facts = git.commit(made)
    assert facts is not None
    return facts
