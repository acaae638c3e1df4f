"""Whatever bytes a folder has, the readers read exactly its cells, or refuse it in sentences; nothing else.

`FUZZ_CASES` is the number of cases per test: a few hundred in CI, by hand any number.
"""

from __future__ import annotations

import csv
import io
import math
import os
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from conftest import LONG_TESTS, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composite_index.files import cells
from composite_index.files.inputs import assemble
from composite_index.files.problems import LINE_END, LINE_START, InputError, Problems, printable
from composite_index.files.reading import read_tables
from composite_index.files.records import Inputs
from composite_index.files.skeleton import skeleton

CASES = int(os.environ.get("FUZZ_CASES", "250" if LONG_TESTS else "100"))
FUZZ = settings(
    max_examples=CASES,
    deadline=20_000,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
PANEL = {file.name: file.read_bytes() for file in (ROOT / "examples" / "panel").iterdir() if file.suffix == ".csv"}
WORKBOOK = (ROOT / "examples" / "wide_xlsx" / "libraries.xlsx").read_bytes()
FRAMEWORK = b"node_id,parent_id,weight,direction,normalisation\nindex,,,,\nn,index,1,1,min_max\nm,index,1,-1,min_max\n"
PIECES = [
    b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"#", b"'", b"%",
    b"=1+1",
    b"{{ 1/0 }}", b"1e999", b"-", b"NaN", b"inf", b"1,234", b"1.234,5", b"\x1b[2J", b"x" * 10_000, b"9" * 5_000,
    "\u0663".encode(), "\u00b9".encode(), "\u2460".encode(), "\u00bd".encode(), "\u2167".encode(),
    "\u202e".encode(), "１２".encode(), "是".encode(), "锟斤拷".encode(),
    b"sep=;\n", b"," * 300, b"\x80",
]  # fmt: skip


def outcome(files: dict[str, bytes], need_framework: bool = True) -> Inputs | list[str]:
    """Read the files as the command does; return the inputs, or the lines of the refusal."""
    folder = Path(tempfile.mkdtemp())
    try:
        for name, data in files.items():
            (folder / name).write_bytes(data)
        problems = Problems()
        tables = read_tables(folder, problems)
        problems.stop()
        inputs = assemble(tables, problems, "fuzz", None, "2024", need_framework)
        if not need_framework:
            skeleton(inputs)
    except InputError as error:
        check_refusal(error.lines, files)
        return error.lines
    finally:
        shutil.rmtree(folder)
    return inputs


def check_refusal(lines: list[str], files: dict[str, bytes]) -> None:
    """A refusal is printable lines of bounded length that name a file."""
    assert lines
    for line in lines:
        assert line == printable(line), line
        assert len(line) <= LINE_START + LINE_END + 3
        assert any(name in line for name in files) or line.startswith("There is no file or sheet"), line


# full-width digits, letters and signs, and two signs that people type for others
WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: "-", 0x2019: "'"}


def digits(text: str) -> str:
    """Return a cell as numbers are compared: half-width, without separators, plus and percent signs."""
    folded = text.translate(WIDTH).strip().lower()
    return "".join(folded.removesuffix("%").split()).replace(",", "").replace("'", "").removeprefix("+")


def check_read(inputs: Inputs, files: dict[str, bytes]) -> None:
    """The file contains every value that was read, at least as many times."""
    read: dict[tuple[str, str], Counter[str]] = {}
    for record in inputs.records["observations"]:
        value = record.cells["value"]
        if value is not None and record.table.encoding:
            read.setdefault((record.table.file, record.table.encoding), Counter())[value] += 1
    for (file, encoding), values in read.items():
        text = files[file].decode(encoding)
        delimiter = next(source.delimiter for source in inputs.sources if source.file == file)
        written: Counter[str] = Counter()
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in row:
                written.update({digits(cell.strip().strip("\ufeff\u200b\u200e\u200f")), cells.yes_no(cell) or ""})
        for value, count in values.items():
            assert value.isascii()
            assert count <= written[value], (
                f"{value} was read {count} times from {file} but occurs {written[value]} times"
            )


@st.composite
def damage(draw: st.DrawFn, data: bytes) -> bytes:
    """Change bytes of a good file: flipped, inserted, removed, cut, lines doubled, other delimiters and encodings."""
    randomness = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311
    for _ in range(draw(st.integers(0, 4))):
        position = randomness.randrange(len(data) + 1)
        end = min(len(data), position + randomness.choice((1, 1, 1, 2, 8, 100)))
        kind = randomness.randrange(8)
        if kind == 0:
            data = data[:position] + bytes([randomness.randrange(256)]) + data[position + 1 :]
        elif kind in (1, 2):
            data = data[:position] + randomness.choice(PIECES) + data[position:]
        elif kind == 3:
            data = data[:position] + data[end:]
        elif kind == 4:
            data = data[:position]
        elif kind == 5:
            lines = data.splitlines(keepends=True)
            data = b"".join(lines + randomness.choices(lines, k=2)) if lines else b""
        elif kind == 6:
            data = data.replace(b",", randomness.choice((b";", b"\t", b",,")))
        else:
            text = data.decode("utf-8", "ignore")
            data = text.encode(randomness.choice(("utf-16", "utf-8-sig", "gb18030", "latin-1", "cp1251")), "ignore")
    return data


@FUZZ
@given(data=st.data())
def test_damaged_text_files(data: st.DataObject) -> None:
    """A damaged file of the panel is refused, or contains every value that was read from it."""
    name = data.draw(st.sampled_from(sorted(PANEL)))
    files = PANEL | {name: data.draw(damage(PANEL[name]))}
    found = outcome(files)
    if isinstance(found, Inputs):
        check_read(found, files)


@FUZZ
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)), framework=st.booleans())
def test_random_bytes(content: bytes, framework: bool) -> None:
    """Bytes of any kind under a name that is read."""
    files = {"observations.csv": content} | ({"framework.csv": FRAMEWORK} if framework else {})
    found = outcome(files, need_framework=framework)
    if isinstance(found, Inputs) and framework:
        check_read(found, files)


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from([piece.decode("utf-8", "ignore") for piece in PIECES]),
    st.floats().map(repr),
    st.integers().map(str),
)


@FUZZ
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6), delimiter=st.sampled_from(",;\t"))
def test_random_cells(rows: list[list[str]], delimiter: str) -> None:
    """Cells of any kind in a sound table."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([["unit_id", "n", "m"], *rows])
    files = {"observations.csv": text.getvalue().encode("utf-8", "replace"), "framework.csv": FRAMEWORK}
    found = outcome(files)
    if isinstance(found, Inputs):
        check_read(found, files)


@FUZZ
@given(
    values=st.lists(
        st.tuples(st.decimals(-(10**9), 10**9, places=3), st.decimals(-(10**9), 10**9, places=1)),
        min_size=2,
        max_size=8,
    ),
    long=st.booleans(),
    delimiter=st.sampled_from(",\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    thousands=st.booleans(),
)
def test_what_is_written_is_read(
    values: list[tuple], long: bool, delimiter: str, encoding: str, thousands: bool
) -> None:
    """A good table in any form is read, with every value exactly as written."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    shown = [[f"{value:,}" if thousands else str(value) for value in pair] for pair in values]
    if long:
        writer.writerow(["unit_id", "node_id", "value"])
        writer.writerows(
            [f"u{i}", node, cell] for i, pair in enumerate(shown) for node, cell in zip("nm", pair, strict=True)
        )
    else:
        writer.writerow(["unit_id", "n", "m"])
        writer.writerows([f"u{i}", *pair] for i, pair in enumerate(shown))
    found = outcome({"observations.csv": text.getvalue().encode(encoding), "framework.csv": FRAMEWORK})
    assert isinstance(found, Inputs), found
    read = {(r.cells["unit_id"], r.cells["node_id"]): r.cells["value"] for r in found.records["observations"]}
    assert read == {
        (f"u{i}", node): str(v) for i, pair in enumerate(values) for node, v in zip("nm", pair, strict=True)
    }


FRAMEWORK_CELL = st.sampled_from(
    ["", "index", "a", "b", "a/b", "%", "1", "0", "-1", "1e308", "NaN", "50%", "yes", "min_max", "lookup", "nonsense",
     "{{ 1/0 }}", "'; drop table x; --", "arithmetic", "geometric", "x" * 10_000]
)  # fmt: skip
FRAMEWORK_COLUMNS = ["node_id", "parent_id", "weight", "normalisation", "direction", "aggregation", "lower", "clip"]


@FUZZ
@given(rows=st.lists(st.lists(FRAMEWORK_CELL, min_size=8, max_size=8), max_size=8))
def test_random_frameworks(rows: list[list[str]]) -> None:
    """The readers accept or refuse trees with cycles, orphans, unknown methods and odd numbers, and do not crash."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([FRAMEWORK_COLUMNS, *rows])
    outcome({"framework.csv": text.getvalue().encode(), "observations.csv": b"unit_id,a\nu,1\nv,2\n"})


@settings(FUZZ, max_examples=max(20, CASES // 10))
@given(data=st.data())
def test_damaged_workbooks(data: st.DataObject) -> None:
    """A workbook with damage in its zip is refused or read."""
    outcome({"libraries.xlsx": data.draw(damage(WORKBOOK))})


WORKBOOK_CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.floats(-1e9, 1e9), st.dates(), st.times(),
    st.sampled_from(["=1/0", "=A1", "#N/A", "{{ 1/0 }}", "x", "", "1,234", "x" * 10_000]),
)  # fmt: skip


@settings(FUZZ, max_examples=max(20, CASES // 5))
@given(rows=st.lists(st.tuples(WORKBOOK_CELL, WORKBOOK_CELL), min_size=1, max_size=5), merge=st.booleans())
def test_random_workbooks(rows: list[tuple], merge: bool) -> None:
    """Formulas, errors, dates, times and merged cells; the sheet contains every number that was read."""
    book = openpyxl.Workbook()
    book.active.title = "observations"
    for row in [("unit_id", "n", "m"), *((f"u{i}", *row) for i, row in enumerate(rows))]:
        book.active.append(row)
    if merge:
        book.active.merge_cells("B2:C2")
    data = io.BytesIO()
    book.save(data)
    found = outcome({"observations.xlsx": data.getvalue(), "framework.csv": FRAMEWORK})
    if isinstance(found, Inputs):
        written = [float(c) for row in rows for c in row if isinstance(c, (bool, int, float))] + [1234.0]
        for record in found.records["observations"]:
            value = record.cells["value"]
            # Excel shows fifteen digits
            assert value is None or any(math.isclose(float(value), number, rel_tol=1e-14) for number in written)
        assert not merge


# Faults that fuzzing or reading the code found.
@pytest.mark.parametrize(
    "cell", ["\u0663", "\u0967\u0968", "1\u0660", "45\u00b9", "45\u2460", "\u00bd", "\u2167", "5\u338f"]
)
def test_digits_of_other_scripts_are_no_number(cell: str) -> None:
    """Python takes them for digits, or Unicode for another form of digits and letters; no person typed 451."""
    with pytest.raises(cells.CellError, match="is no number"):
        cells.number(cell)


def test_a_null_character_behind_a_byte_order_mark() -> None:
    """A byte order mark must not skip the search for null bytes."""
    found = outcome({"observations.csv": "unit_id,n\na\0b,1\n".encode("utf-16"), "framework.csv": FRAMEWORK})
    assert found == ["observations.csv line 2, character 2: a null character; this is no text file"]


def test_a_cell_that_strayed_to_the_far_corner() -> None:
    """The reader does not walk through billions of blank cells."""
    book = openpyxl.Workbook()
    book.active.title = "observations"
    book.active["A1"] = "unit_id"
    book.active["XFD1048576"] = " "
    data = io.BytesIO()
    book.save(data)
    found = outcome({"observations.xlsx": data.getvalue(), "framework.csv": FRAMEWORK})
    assert found[0].startswith("observations.xlsx sheet observations: it reaches down to cell XFD1048576")


def test_a_long_cell_and_a_control_character_stay_one_line() -> None:
    """The line keeps the place and the advice, leaves out the middle, and cannot control the terminal."""
    cell = "\x1b[2J\u2028" + "x" * 10_000
    found = outcome({"observations.csv": f"unit_id,n\na,{cell}\n".encode(), "framework.csv": FRAMEWORK})
    assert isinstance(found, list)
    assert found[0].startswith('observations.csv line 2, column n: "\\x1b[2J\\u2028xxx')
    assert found[0].endswith("or leave the cell blank if the value is not known")
