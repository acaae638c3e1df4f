"""The state of the files that a run reads, as git names it."""

from __future__ import annotations

import subprocess

DIRTY = "-dirty"


def commit() -> str | None:
    """Return the commit of the working directory, with `-dirty` if tracked files have changed; None without git."""
    command = ["git", "describe", "--always", f"--dirty={DIRTY}", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def shown(found: str) -> str:
    """Return a commit as a line shows it."""
    name = found.removesuffix(DIRTY)
    return f"commit {name[:10]}" + (" with changes" if name != found else "")
