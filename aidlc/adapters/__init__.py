"""The only places that touch the world: files, git, GitHub, the runner."""
