"""List the CSV files of a project that dbt cannot read: it takes only UTF-8, and stops with a traceback at any other.

`make build` runs it first: `python -m composite_index.files.seeds seeds`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from composite_index.files.problems import printable


def unreadable(folder: Path) -> list[str]:
    """Return a sentence for each CSV file under the folder that is not UTF-8."""
    found = []
    for file in sorted(folder.rglob("*.csv")):
        data = file.read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            found.append(
                f"{file} line {line}: byte 0x{data[error.start]:02x} is not UTF-8. Save the file as UTF-8, "
                "or build it with composite-index build, which reads other encodings"
            )
    return found


def main() -> int:
    """Print the sentences for the folders in the arguments; returns 2 if there are any."""
    found = [sentence for folder in sys.argv[1:] for sentence in unreadable(Path(folder))]
    for sentence in found:
        print(f"FAILED files · {printable(sentence)}", file=sys.stderr)
    return 2 if found else 0


if __name__ == "__main__":
    sys.exit(main())
