"""Read the files of a folder, or the sheets of a workbook, as tables of text cells with their line numbers.

Only the file format is interpreted here: encoding, delimiter, quotes, sheets. What cannot be read with certainty is
refused with file, line and column, never repaired.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from composite_index.files.catalogue import COLUMN_NAMES
from composite_index.files.problems import InputError, Problems, plain, printable

TEXT_FILES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
REFUSED_FILES = (".xls", ".xlsb", ".ods", ".numbers", ".et")
LEFT_OUT = ("readme", "notes", "note", "about", "license", "说明", "备注", "注释")
DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}
REMARK = "#"
# Cells of a sheet from its first to its last, with blank ones: a stray cell in the far corner makes billions.
MOST_CELLS = 5_000_000
BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# The share of a text's ideographs that must be among the 3,755 common ones, if the text is Chinese.
COMMON_SHARE = 0.7
# Characters that are frequent in tables: in headers, names of places and units of measure. Kanji read as GB18030 become
# common Chinese characters too, but random ones: one in fifteen is in this list, of names of places three in four.
OF_TABLES = frozenset(
    "省市县区镇乡村州盟旗自治国地名称代码编号序单位指标数值据年月日份期比率量总人口均平产业经济收入支出财政教育医疗卫生环境"
    "水电气网路交通科技文化社会服务质占增长度排得分有无是否高中低上下大小东西南北京津沪渝河山江海广湖云福安新苏浙辽吉黑龙内蒙古"
    "宁夏青甘陕川贵藏疆台香港澳门重庆成都武汉杭合肥石家庄太原沈阳春哈尔滨济郑沙昆明兰银乌鲁木齐拉萨呼和浩特林建本工农城居民生活"
    "第一二三四五六七八九十百千万亿元吨米公里方立升可支配全体类别组等级备注说来源权重向正负的了在与及为以于其他会发进行设管理情况主要时作用动展"
)
OF_TABLES_SHARE = 0.2
# Formats of dates that a spreadsheet in Chinese, Japanese or Korean has by number only (ECMA-376, 18.8.30).
LOCAL_DATES = (*range(27, 37), *range(50, 59))
# Parts of a date's layout: text in quotes, a locale, a sign, years, months, days, hours, seconds, eras.
_DATE_TOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].|(?i:AM/PM|A/P|y+|m+|d+|h+|s+|e+|g+|b+)|.', re.DOTALL)


@dataclass
class Row:
    """A row of cells as text, '' for a blank cell, and the line of the file (row of the sheet) that it starts on."""

    line: int
    cells: list[str]
    numbers: frozenset[int] = frozenset()
    """Columns whose cell is a number in the workbook, not text that looks like one."""


@dataclass
class Table:
    """A file or a sheet: every row has as many cells as the header, names in the header are unique and not blank."""

    file: str
    """Its name in messages: the path, with the sheet if there are several."""
    name: str
    """The name that says which input it is: the stem of the file or the name of the sheet."""
    header: list[str]
    rows: list[Row]
    letters: list[str] = field(default_factory=list)
    """Letters of a sheet's columns; empty for a text file."""
    delimiter: str = ""
    """The delimiter of a text file; empty for a sheet."""
    encoding: str = ""
    """Encoding of a text file; empty for a sheet."""
    header_line: int = 1

    @property
    def head(self) -> str:
        """Say where the header is."""
        return f"{self.file} line {self.header_line}"

    def place(self, line: int, column: int) -> str:
        """Say where a cell is."""
        letter = f" ({self.letters[column]})" if self.letters else ""
        return f"{self.file} line {line}, column {self.header[column]}{letter}"


def read_tables(path: Path, problems: Problems, encoding: str | None = None) -> list[Table]:
    """Read a folder (its files, not its subfolders), one text file or one workbook.

    `encoding` is for text files that have no byte order mark and are not UTF-8. A file that cannot be read is a
    problem, and the others are still read. Left out: hidden files, other kinds of files, and files and sheets
    whose name starts with `_`, `#` or `~` or is one of LEFT_OUT.
    """
    if not path.exists():
        raise InputError([f"{path}: there is no such file or folder"])
    candidates = sorted(path.iterdir()) if path.is_dir() else [path]
    files = [file for file in candidates if file.is_file() and not is_left_out(file.stem) and file.name[0] != "."]
    tables: list[Table] = []
    chinese = any(_is_certainly_chinese(file) for file in files if file.suffix.casefold() in TEXT_FILES)
    for file in files:
        name = str(file.relative_to(path)) if path.is_dir() else file.name
        if printable(name) != name:
            problems.add(name, f"{name}: the name has characters that cannot be printed. Rename the file")
            continue
        kind = file.suffix.casefold()
        try:
            if kind in TEXT_FILES:
                tables.append(read_text_file(file.read_bytes(), name, file.stem, encoding, chinese))
            elif kind in WORKBOOKS:
                tables += read_workbook(file, name, problems)
            elif kind in REFUSED_FILES or not path.is_dir():
                problems.add(name, f"{name}: {kind or 'no'} files are not read; save it as .xlsx or .csv")
        except InputError as error:
            for line in error.lines:
                problems.add(name, line)
        except OSError as error:
            problems.add(name, f"{name}: cannot be opened ({error.strerror or error})")
    return tables


def is_left_out(name: str) -> bool:
    """Tell whether a file or sheet of this name is only for people."""
    return name.startswith(("_", REMARK, "~")) or name.strip().casefold() in LEFT_OUT


def _is_certainly_chinese(file: Path) -> bool:
    try:
        return decode(file.read_bytes(), file.name)[1] == "gb18030"
    except (InputError, OSError):
        return False


def read_text_file(data: bytes, file: str, name: str, encoding: str | None = None, chinese: bool = False) -> Table:
    """Read a delimited text file. Raises InputError on the first thing that cannot be read with certainty."""
    text, encoding = decode(data, file, encoding, chinese)
    lines = list(io.StringIO(text, newline=""))
    start, delimiter = 0, None
    while start < len(lines) and (_is_remark(lines[start]) or not lines[start].strip()):
        start += 1
    if start < len(lines) and re.fullmatch(r"sep=([,;\t])", lines[start].strip("\r\n"), re.IGNORECASE):
        delimiter = lines[start][4]
        start += 1
    if start == len(lines):
        raise InputError([f"{file}: the file is empty; its first line must be the names of the columns"])
    if delimiter is None:
        delimiter = _delimiter(lines[start:], file, start + 1)
        if start and _is_remark(lines[start - 1]):
            above, below = (next(csv.reader([line], delimiter=delimiter), []) for line in lines[start - 1 : start + 1])
            start -= _is_header([*map(clean, above)], [*map(clean, below)])
    table = _table(file, name, _records(lines, start, delimiter, file))
    table.delimiter, table.encoding = delimiter, encoding
    return table


def _is_remark(line: str) -> bool:
    return line.startswith((REMARK, f'"{REMARK}'))


def _is_header(remark: list[str], below: list[str]) -> bool:
    """Tell whether a row that begins with the sign of a remark is the header, as #,name,beds over 1,Alpha,10.

    It has a name for each cell of the row below. Some of these names are known, or the row below is not a header.
    """
    while remark and not remark[-1]:
        remark = remark[:-1]
    while below and not below[-1]:
        below = below[:-1]
    if len(remark) < 2 or len(below) > len(remark) or not all(remark):
        return False
    known = {plain(name) for column, names in COLUMN_NAMES.items() for name in (column, *names)}
    numbers = [cell for cell in below if re.fullmatch(r"[0-9.,]+%?", cell) and not re.fullmatch(r"[12][0-9]{3}", cell)]
    return bool(numbers) or (len(below) == len(remark) and any(plain(name) in known for name in remark[1:]))


def decode(data: bytes, file: str, encoding: str | None = None, chinese: bool = False) -> tuple[str, str]:
    """Return the text of a file and its encoding.

    Decided by, in this order: byte order mark, null bytes, strict UTF-8, `encoding`, GB18030 if it looks Chinese.
    Most sequences of bytes are valid GB18030, so the look decides. A short text may belong to another encoding too,
    unless other files beside it are `chinese`. Raises InputError with line and byte.
    """
    for bom, of in BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], of, file), of
    if b"\x00" in data:
        order = _utf16_order(data, file)
        return _strict(data, order, file), order
    try:
        return _intact(data.decode("utf-8"), file), "utf-8"
    except UnicodeDecodeError as error:
        line, column = _line_and_byte(data, error.start)
        place = f"{file} line {line}, byte {column}"
        if encoding:
            return _strict(data, encoding, file), encoding
        unlike = _unlike_chinese(data) or ("" if chinese else _may_be_another(data))
        if unlike:
            raise InputError(
                [
                    f"{place}: byte 0x{data[error.start]:02X} is not UTF-8, and {unlike}. "
                    "Save the file as UTF-8, or name its encoding, such as --encoding latin-1 or --encoding gb18030"
                ]
            ) from None
        return _intact(data.decode("gb18030"), file), "gb18030"


def _strict(data: bytes, encoding: str, file: str) -> str:
    try:
        return _intact(data.decode(encoding), file)
    except LookupError:
        raise InputError([f"--encoding {encoding}: there is no such encoding"]) from None
    except UnicodeDecodeError as error:
        line, column = _line_and_byte(data, error.start)
        raise InputError([f"{file} line {line}, byte {column}: not {encoding} ({error.reason})"]) from None


def _intact(text: str, file: str) -> str:
    """Refuse a text that lost characters in an earlier program."""
    if "\0" in text:
        before = text[: text.index("\0")]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InputError([f"{file} line {line}, character {column}: a null character; this is no text file"])
    for mark in ("\ufffd", "锟斤拷"):
        if mark in text:
            before = text[: text.index(mark)]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            raise InputError(
                [
                    f"{file} line {line}, character {column}: {mark!r} shows that an earlier program lost a "
                    "character. Export the file again from its source"
                ]
            )
    return text


def _line_and_byte(data: bytes, position: int) -> tuple[int, int]:
    before = data[:position]
    return before.count(b"\n") + 1, position - before.rfind(b"\n")


def _utf16_order(data: bytes, file: str) -> str:
    """Tell the byte order by the place of the null bytes: every delimiter and line end has one."""
    odd, even = data[1::2].count(0), data[::2].count(0)
    # 一 is U+4E00, so a few may be on the other side; and a single null byte is damage, not an encoding
    if len(data) % 2 == 0 and min(odd, even) * 4 <= max(odd, even) and (odd + even) * 20 >= len(data):
        order = "utf-16-le" if odd > even else "utf-16-be"
        text = data.decode(order, "replace")
        if not any(character < " " and character not in "\t\r\n" for character in text):
            return order
    line, column = _line_and_byte(data, data.index(0))
    raise InputError([f"{file} line {line}, byte {column}: a null byte; this is no text file"])


def _unlike_chinese(data: bytes) -> str:
    """Say why bytes that are not UTF-8 should not be read as GB18030, or return '' if they may be."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        line, column = _line_and_byte(data, error.start)
        return f"line {line}, byte {column} is not GB18030 either"
    foreign = [character for character in text if not character.isascii() and not _is_common_sign(character)]
    odd = [character for character in foreign if not _is_common_ideograph(character)]
    if not foreign or len(odd) > (1 - COMMON_SHARE) * len(foreign):
        sample = "".join(dict.fromkeys(odd or text.encode("ascii", "ignore").decode()))[:5]
        return f"read as GB18030 it does not look Chinese ({sample!r})"
    return ""


def _may_be_another(data: bytes) -> str:
    """Say that the common characters are not those of a table, as in Korean, Russian or Japanese, or return ''."""
    ideographs = [character for character in data.decode("gb18030") if _is_common_ideograph(character)]
    of_tables = sum(character in OF_TABLES for character in ideographs)
    if of_tables >= max(2, OF_TABLES_SHARE * len(ideographs)):
        return ""
    return f"read as GB18030 it has few of the characters that tables have ({''.join(ideographs[:5])!r})"


def _is_common_ideograph(character: str) -> bool:
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def _is_common_sign(character: str) -> bool:
    """Punctuation, full-width forms and units that Chinese tables contain and that do not identify the language."""
    return (
        "\u2010" <= character <= "\u2044"
        or "\u2100" <= character <= "\u214f"
        or "\u3000" <= character <= "\u303f"
        or "\u3300" <= character <= "\u33ff"
        or "\uff00" <= character <= "\uffef"
        or character in "·×÷±°²³μ√¥\xa0"
    )


def _delimiter(lines: list[str], file: str, line: int) -> str:
    """Return the one delimiter that the header has outside quotes."""
    header, quoted = [], False
    for character in "".join(lines[:50]):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            break
        elif not quoted:
            header.append(character)
    found = [delimiter for delimiter in DELIMITERS if delimiter in header]
    if not found and "，" in header:
        raise InputError([f"{file} line {line}: full-width commas (，) do not separate columns. Write half-width ones"])
    if len(found) > 1:
        names = " and ".join(f"{header.count(delimiter)} {DELIMITERS[delimiter]}s" for delimiter in found)
        raise InputError(
            [
                f"{file} line {line}: the header has {names}, so the delimiter is not clear. "
                "Put names that contain one in double quotes, or rename them"
            ]
        )
    return found[0] if found else ","


def _records(lines: list[str], start: int, delimiter: str, file: str) -> Iterator[Row]:
    """Give the records from line `start` on, each with the physical line that it starts on."""
    reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
    line = start + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = (
                "a quote is opened and never closed"
                if "unexpected end of data" in str(error)
                else f"{error}; a quote within a quoted cell is written twice"
            )
            raise InputError([f"{file} line {line}: {what}"]) from None
        yield Row(line, [clean(cell) for cell in cells])
        line = start + reader.line_num + 1


def clean(cell: str) -> str:
    """Trim a cell: blanks of any width, and invisible marks that come with copied text."""
    return cell.strip().strip("\ufeff\u200b\u200e\u200f").strip()


def _table(file: str, name: str, records: Iterator[Row], letters: list[str] | None = None) -> Table:
    """Check that the records are a table. Raises InputError with everything wrong with header and row lengths."""
    problems = Problems()
    header, *rows = list(records)
    while rows and not any(rows[-1].cells):
        rows.pop()
    # a spreadsheet also writes empty columns that were used once
    while header.cells and not header.cells[-1] and not any(row.cells[len(header.cells) - 1 :] != [""] for row in rows):
        header.cells.pop()
        for row in rows:
            row.cells.pop()
    names = [" ".join(cell.split()) for cell in header.cells]
    width = len(names)
    for number, column in enumerate(names, start=1):
        where = f"{file} line {header.line}, column {letters[number - 1] if letters else number}"
        if not column:
            hint = " (is it a title? Start it with #)" if sum(1 for each in names if each) <= 1 else ""
            problems.add(file, f"{where}: the column has no name in the header{hint}")
        elif column in names[: number - 1]:
            first = names.index(column)
            problems.add(
                file, f"{where}: {column} is the name of column {letters[first] if letters else first + 1} too"
            )
    for row in rows:
        if len(row.cells) != width:
            last = row.cells[width] if len(row.cells) > width else None
            hint = f"; the first one too many is {last!r}" if last is not None else ""
            problems.add(
                file,
                f"{file} line {row.line}: {len(row.cells)} cells, but the header has {width}{hint}. "
                "Quote a cell that contains the delimiter",
            )
        elif not any(row.cells):
            problems.add(file, f"{file} line {row.line}: the row is empty, but rows follow. Delete it")
    problems.stop()
    return Table(file, name, names, rows, (letters or [])[:width], header_line=header.line)


def read_workbook(path: Path, file: str, problems: Problems) -> list[Table]:
    """Read each sheet of a workbook. A single sheet may have any name: the file's name then says which input it is."""
    import openpyxl  # here, because text files do without it

    try:
        with warnings.catch_warnings():
            # warnings about features that openpyxl does not keep on saving do not matter here
            warnings.simplefilter("ignore")
            shown = openpyxl.load_workbook(path, data_only=True)
            formulas = openpyxl.load_workbook(path, data_only=False)
    except Exception as error:  # for a damaged file the libraries for zip, XML and sheets raise many kinds of errors
        raise InputError([f"{file}: cannot be read as a workbook ({error}). Save it as .xlsx"]) from None
    sheets = [sheet for sheet in shown.worksheets if not is_left_out(sheet.title)]
    tables = []
    for sheet in sheets:
        place = f"{file} sheet {sheet.title}"
        try:
            records, letters = _sheet_records(sheet, formulas[sheet.title], place)
            if records:
                tables.append(_table(place, sheet.title, iter(records), letters))
            elif len(sheets) == 1:
                problems.add(file, f"{place}: the sheet is empty")
        except InputError as error:
            for line in error.lines:
                problems.add(place, line)
    if len(sheets) == 1 and tables and re.fullmatch(r"(sheet|工作表)\s*\d*", tables[0].name, re.IGNORECASE):
        tables[0].name = path.stem
    return tables


def _sheet_records(sheet: Any, formulas: Any, place: str) -> tuple[list[Row], list[str]]:
    from openpyxl.utils import get_column_letter

    problems = Problems()
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        last = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        problems.add(
            place,
            f"{place}: it reaches down to cell {last}, which makes more than {MOST_CELLS:,} cells. "
            "Delete the cells that strayed there, or save it as .csv",
        )
        problems.stop()
    for merged in sheet.merged_cells.ranges:
        problems.add(
            place,
            f"{place} line {merged.min_row}, column {get_column_letter(merged.min_col)}: cells {merged.coord} are "
            "merged, and only the first of them has a value. Unmerge them and fill each",
        )
    records: list[Row] = []
    remark: Row | None = None
    for cells in sheet.iter_rows():
        texts = []
        numbers = frozenset(
            index
            for index, cell in enumerate(cells)
            if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
        )
        for cell in cells:
            text, reason = _cell_text(cell)
            if cell.value is None and formulas[cell.coordinate].data_type == "f":
                reason = "a formula whose result is not saved in the file. Open the file in Excel and save it"
            if reason:
                problems.add(place, f"{place} line {cell.row}, column {cell.column_letter}: {reason}")
            texts.append(text)
        row = Row(cells[0].row, texts, numbers)
        if not records:
            if not any(texts) or texts[0].startswith(REMARK):
                remark = row if any(texts) else None
                continue
            if remark and _is_header(remark.cells, texts):
                records.append(remark)
        records.append(row)
    problems.stop()
    return records, [get_column_letter(number) for number in range(1, (sheet.max_column or 0) + 1)]


def _cell_text(cell: Any) -> tuple[str, str]:
    """Return a sheet's cell as the text that a person sees, with all digits, and why it is refused (else '')."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "e":
        return "", f"Excel's error {value}. Correct the formula, or leave the cell blank"
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, (int, float)):
        layout = cell.number_format or ""
        if cell._style.numFmtId in LOCAL_DATES:
            return "", "a date whose format is not in the file but in the program. Write it as text, such as 2020-01"
        if _is_of_an_era(layout):
            return _date_text(datetime.date.min, layout)
        number = repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
        if "%" in re.sub(r'"[^"]*"|\\.', "", layout):
            # 0.07 * 100 is not 7 in binary
            return f"{(Decimal(number) * 100).normalize():f}%", ""
        if "%" in layout:
            # a sign that is only written after the number
            return f"{number}%", ""
        zeros = re.fullmatch(r"0+", layout)
        return (number.zfill(len(zeros.group())) if zeros and number.isdigit() else number), ""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return _date_text(value, cell.number_format or "")
    if isinstance(value, str):
        return clean(value), ""
    return "", f"a {type(value).__name__} ({value}), which is neither text nor number"


def _is_of_an_era(layout: str) -> bool:
    """Tell whether a layout shows only the year of an era, which openpyxl takes for a number."""
    kinds = {token[0].lower() for token in _DATE_TOKEN.findall(layout)}
    return not kinds & set("0#?@") and bool(kinds & set("egb")) and "general" not in layout.lower()


def _date_text(value: datetime.date, layout: str) -> tuple[str, str]:
    """Return what a date's layout shows of it, and why it is refused (else '').

    A complete date is written 2020-01-31, however it is shown, because 1/2/2020 may be either of two days. Of a part
    the year and the month are kept as shown, or as 2020-01 if it has words or a year of two digits.
    """
    tokens = _DATE_TOKEN.findall(layout.split(";")[0])
    kinds = {token[0].lower() for token in tokens if token[0].lower() in "ymdhsegb"}
    if isinstance(value, datetime.datetime) and (kinds & set("hs") or not kinds) and value.time() != datetime.time():
        return value.isoformat(), ""
    if kinds & set("egb"):
        return "", f"a date whose format ({layout}) shows the year of an era. Write the year as text, such as 2020"
    if "y" not in kinds and kinds & set("md") and not kinds & set("hs"):
        return "", f"a date whose format ({layout}) shows no year. Show all of it (yyyy-mm-dd), or write it as text"
    if "y" not in kinds or "d" in kinds:
        return f"{value:%Y-%m-%d}", ""
    year = next(len(token) for token in tokens if token[0] in "yY") > 2
    months = [len(token) for token in tokens if token[0] in "mM"]
    if not year or any(length > 2 for length in months):
        return f"{value:%Y-%m}" if months else f"{value:%Y}", ""
    return clean("".join(_shown(token, value) for token in tokens)), ""


def _shown(token: str, value: datetime.date) -> str:
    """Return what a token of a layout shows: the year, the month, or the text between them."""
    if token[0] in "yY":
        return f"{value:%Y}"
    if token[0] in "mM":
        return f"{value.month:02d}" if len(token) > 1 else f"{value.month}"
    if token.startswith(("[", "_", "*")):
        return ""
    return token[1:-1] if token.startswith('"') else token.removeprefix("\\")
