"""Open a file of any format that is read, as grids: all cells as text, before anything says which row is the header."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from composite_index.files.grids import Grid
from composite_index.files.kinds import READABLE, check_name
from composite_index.files.problems import InputError
from composite_index.files.text_files import text_grid

REMARK = "#"
LEFT_OUT = ("readme", "notes", "note", "about", "license", "说明", "备注", "注释")


@dataclass
class Content:
    """The bytes of a file, or of the one file in an archive."""

    data: bytes
    name: str
    """Its name in messages, as data.csv, or data.zip/data.csv."""
    path: str
    """The name of the file in the folder."""
    kind: str
    """Which format it is, a key of `kinds.READ`."""


def open_file(
    path: Path, name: str, encoding: str | None = None, chinese: bool = False, delimiter: str | None = None
) -> list[Grid]:
    """Return a grid for each sheet of a workbook, hidden ones too, or one for a file without sheets.

    name: how messages call the file. encoding, chinese: as `decode` takes them; delimiter: of a text file, else the
    likeliest. Cells that cannot be read are in the grid's `refused`. Raises InputError if the file cannot be read as
    what its name says, and OSError if it cannot be opened.
    """
    content = content_of(path, name)
    if content.kind == "text":
        return [text_grid(content.data, content.name, content.path, encoding, chinese, delimiter)]
    return grids_of(content, encoding)


def is_readable(path: Path) -> bool:
    """Tell whether the suffix of a file is that of a format that is read."""
    return path.suffix.casefold() in READABLE


def content_of(path: Path, name: str) -> Content:
    """Return the bytes of a file once they are known to be what its name says. Raises InputError."""
    data, suffix = path.read_bytes(), path.suffix.casefold()
    if suffix not in READABLE:
        raise InputError([f"{name}: {suffix or 'no'} files are not read; save it as .xlsx or .csv"])
    check_name(data, name, suffix)
    inner = name
    if READABLE[suffix] == "zip":
        inner, data = _only_file(data, name)
        suffix = PurePosixPath(inner).suffix.casefold()
        inner = f"{name}/{inner}"
        check_name(data, inner, suffix)
    return Content(data, inner, path.name, READABLE[suffix])


def grids_of(
    content: Content, encoding: str | None = None, wanted: Callable[[str], bool] = lambda title: True
) -> list[Grid]:
    """Return the grids of a file that is no delimited text; of a workbook only the sheets whose name is wanted."""
    from composite_index.files import data_files, ods, xls, xlsx  # here, because text files do without them

    if content.kind == "json":
        return [data_files.json_grid(content.data, content.name, content.path, encoding)]
    if content.kind == "parquet":
        return [data_files.parquet_grid(content.data, content.name, content.path)]
    reader = {"xlsx": xlsx.xlsx_grids, "xls": xls.xls_grids, "ods": ods.ods_grids}[content.kind]
    try:
        return reader(content.data, content.name, content.path, wanted)
    except InputError:
        raise
    except Exception as error:  # for a damaged file the libraries for zip, XML and sheets raise many kinds of errors
        raise InputError([f"{content.name}: cannot be read as a workbook ({error}). Save it as .xlsx"]) from None


def is_left_out(name: str) -> bool:
    """Tell whether a file or sheet of this name is only for people."""
    return name.startswith(("_", REMARK, "~")) or name.strip().casefold() in LEFT_OUT


def _only_file(data: bytes, name: str) -> tuple[str, bytes]:
    """Return name and bytes of the one table in an archive. Raises InputError if there are none or several."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {_name(member): member for member in archive.infolist() if _is_table(_name(member))}
            if len(found) > 1:
                names = ", ".join(list(found)[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
                raise InputError([f"{name}: the archive has {len(found)} tables: {names}. Unpack it, and keep one"])
            if not found:
                raise InputError([f"{name}: the archive has no table, such as a file .csv or .xlsx"])
            (inner, member), *_ = found.items()
            if member.flag_bits & 1:
                raise InputError([f"{name}: the archive has a password. Unpack it"])
            return inner, archive.read(member)
    except InputError:
        raise
    except Exception as error:  # for a damaged archive the library raises many kinds of errors
        raise InputError([f"{name}: cannot be read as a ZIP archive ({error}). Unpack it"]) from None


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return READABLE.get(path.suffix.casefold(), "zip") != "zip" and not hidden and not is_left_out(path.stem)


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a file in an archive; Windows in Chinese writes it in its own encoding without a mark."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return member.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return member.filename
