"""The files of the published versions of one database, and which of them readers get.

published/NAME.duckdb                           what readers open: the version that is out
published/NAME.json                             the manifest: this version, all kept ones, and their Parquet files
published/versions/NAME/VERSION.duckdb          each kept version, read-only
published/versions/NAME/VERSION/TABLE.parquet   the same as Parquet, if the build writes it

The file that readers open is a hard link to the file of its version, and is put in its place by a rename. So a reader
gets the old version or the new one, and one that holds the old version keeps it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composite_index.files.problems import InputError

try:
    import fcntl
except ImportError:  # Windows, where a second publication at the same moment is not held back
    fcntl = None  # type: ignore[assignment]

READ_ONLY = 0o444
# How long a publication waits for another one to the same file.
PATIENCE = 60.0
CHUNK = 1 << 20


@dataclass(frozen=True)
class Store:
    """The published versions behind one file."""

    # what readers open
    file: Path

    @property
    def manifest(self) -> Path:
        """The file that lists the versions."""
        return self.file.with_suffix(".json")

    @property
    def versions(self) -> Path:
        """The folder of the versions."""
        return self.file.parent / "versions" / self.file.stem

    def path(self, version: str) -> Path:
        """Return the DuckDB file of a version."""
        return self.versions / f"{version}.duckdb"

    def folder(self, version: str) -> Path:
        """Return the folder of a version's Parquet files."""
        return self.versions / version

    def read(self) -> dict[str, Any]:
        """Return the manifest: `version`, the one that is out, and `versions`, oldest first.

        It is corrected if the last publication was killed between its renames: the file that readers open counts.
        """
        found: dict[str, Any] = {"version": None, "versions": []}
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(self.manifest.read_text(encoding="utf-8"))
        entries = [entry for entry in found["versions"] if self.path(entry["version"]).is_file()]
        known = {entry["version"] for entry in entries}
        for file in sorted(self.versions.glob("*.duckdb")):
            if self.is_out(file.stem):
                found["version"] = file.stem
                if file.stem not in known:
                    entries.append(json.loads(self._entry(file.stem).read_text(encoding="utf-8")))
        return {"version": found["version"], "versions": entries}

    def is_out(self, version: str) -> bool:
        """Return whether readers get this version."""
        try:
            return self.file.samefile(self.path(version))
        except OSError:
            return False

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Keep a second publication to the same file waiting; the lock ends with the process, however it ends."""
        self.versions.mkdir(parents=True, exist_ok=True)
        with (self.versions / ".lock").open("w") as handle:
            ends = time.monotonic() + PATIENCE
            while fcntl is not None:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > ends:
                        raise InputError(
                            [f"{self.file}: another build is publishing here. Build again when it ends"]
                        ) from None
                    time.sleep(0.1)
            yield

    def clear(self) -> None:
        """Remove what publications that were killed have left."""
        known = {entry["version"] for entry in self.read()["versions"]}
        for path in [*self.versions.iterdir(), *self.file.parent.glob(f".{self.file.stem}.next.*")]:
            name = path.name.removesuffix(".duckdb").removesuffix(".json")
            if path.name == ".lock" or name in known:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def add(self, entry: dict[str, Any], made: Path, kept: int) -> None:
        """Put a new version out: the file `made` becomes that version, and readers get it.

        entry: what the manifest says of it. kept: the number of versions that stay.
        """
        version = entry["version"]
        entries = [old for old in self.read()["versions"] if old["version"] != version]
        made.chmod(READ_ONLY)
        _sync(made)
        _write(self._entry(version), entry)
        made.replace(self.path(version))
        self.put_out(version)
        entries.append(entry)
        self._write_manifest(version, entries)
        self._prune(entries, kept, version)

    def put_out(self, version: str) -> None:
        """Give readers this version from now on."""
        following = self.file.parent / f".{self.file.stem}.next.duckdb"
        following.unlink(missing_ok=True)
        try:
            following.hardlink_to(self.path(version))
        except OSError:  # a file system without hard links
            shutil.copy2(self.path(version), following)
        following.replace(self.file)

    def roll_back(self, version: str) -> None:
        """Give readers a kept version again."""
        entries = self.read()["versions"]
        self.put_out(version)
        self._write_manifest(version, entries)

    def _write_manifest(self, version: str, entries: list[dict[str, Any]]) -> None:
        _write(self.manifest, {"version": version, "file": self.file.name, "versions": entries})

    def _entry(self, version: str) -> Path:
        return self.versions / f"{version}.json"

    def _prune(self, entries: list[dict[str, Any]], kept: int, version: str) -> None:
        """Remove the oldest versions, but not the last one in which a period was the newest of its index."""
        stay = {entry["version"] for entry in entries[-kept:]} | {version} | set(vintages(entries).values())
        for entry in entries:
            if entry["version"] not in stay:
                self.path(entry["version"]).unlink(missing_ok=True)
                self._entry(entry["version"]).unlink(missing_ok=True)
                shutil.rmtree(self.folder(entry["version"]), ignore_errors=True)
        self._write_manifest(version, [entry for entry in entries if entry["version"] in stay])


def vintages(entries: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the version that has each edition as it was published last while it was the newest of its index.

    The keys are pairs of index and period. The newest period that is out is not among them.
    """
    found: dict[tuple[str, str], str] = {}
    newest: dict[str, str] = {}
    for entry in entries:
        for index_id, period in entry["newest_periods"].items():
            found[index_id, period] = entry["version"]
            newest[index_id] = period
    return {edition: version for edition, version in found.items() if newest[edition[0]] != edition[1]}


def digest_of_file(file: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal text."""
    digest = hashlib.sha256()
    with file.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _write(file: Path, content: dict[str, Any]) -> None:
    """Write JSON in one step."""
    part = file.with_name(f".{file.stem}.next.json")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _sync(part)
    part.replace(file)


def _sync(file: Path) -> None:
    """Have the system write a file to the disk before it gets its name."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
