"""What a cell of a spreadsheet reads as: the text that a person sees, with all digits.

A layout is a number format as Excel writes it, such as 0.0%, 000 or yyyy"年"m"月". The readers of all kinds of
spreadsheets give values and layouts to `cell_text`, so that a cell reads alike in each of them.
"""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NO_RESULT = "a formula whose result is not saved in the file. Open the file in Excel and save it"
LARGEST_EXACT = 1e15
# Formats of dates that a spreadsheet in Chinese, Japanese or Korean has by number only (ECMA-376, 18.8.30).
LOCAL_DATES = (*range(27, 37), *range(50, 59))
# Parts of a date's layout: text in quotes, a locale, a sign, years, months, days, hours, seconds, eras.
_DATE_TOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].|(?i:AM/PM|A/P|y+|m+|d+|h+|s+|e+|g+|b+)|.', re.DOTALL)


@dataclass(frozen=True)
class Layout:
    """A number format. `local`: the file has only the number of it, and the program's language decides."""

    code: str = ""
    local: bool = False

    @functools.cached_property
    def is_date(self) -> bool:
        """Whether a number in this format is shown as a date or a time."""
        from openpyxl.styles.numbers import is_date_format

        return is_date_format(self.code)

    @functools.cached_property
    def is_duration(self) -> bool:
        """Whether a number in this format is shown as hours that go on after 24."""
        from openpyxl.styles.numbers import is_timedelta_format

        return is_timedelta_format(self.code)

    @functools.cached_property
    def is_plain(self) -> bool:
        """Whether a number reads the same as without a format: digits are never lost, and separators do not count."""
        code = self.code
        return not (self.local or self.is_date or "%" in code or re.fullmatch("0+", code) or _is_of_an_era(code))


PLAIN = Layout()


def layout_of(number: int, codes: dict[int, str]) -> Layout:
    """Return the format of a workbook of Excel by its number. `codes`: those that the workbook itself defines."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    code = codes.get(number)
    return Layout(code or BUILTIN_FORMATS.get(number, ""), number in LOCAL_DATES and not code)


def cell_text(value: Any, layout: Layout = PLAIN) -> tuple[str, str]:
    """Return a cell as text, and why it is refused (else '')."""
    if value is None:
        return "", ""
    if isinstance(value, str):
        return clean(value), ""
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, (int, float)):
        return _number_text(value, layout)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return _date_text(value, layout.code)
    return "", f"a {type(value).__name__} ({value}), which is neither text nor number"


def serial_text(value: float, layout: Layout, of_1904: bool) -> tuple[str, str]:
    """Return a number that is shown as a date as text, and why it is refused. `of_1904`: it counts from that year."""
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    try:
        date = from_excel(value, MAC_EPOCH if of_1904 else WINDOWS_EPOCH, timedelta=layout.is_duration)
    except (OverflowError, ValueError):
        return "", f"the number {plain_number(value)} shown as a date, but there is no such date. Correct it"
    return cell_text(date, layout)


def error_reason(name: str) -> str:
    """Return why a cell with an error such as #N/A is refused."""
    return f"Excel's error {name}. Correct the formula, or leave the cell blank"


def clean(cell: str) -> str:
    """Trim a cell: blanks of any width, and invisible marks that come with copied text."""
    return cell.strip().strip("\ufeff\u200b\u200e\u200f").strip()


def plain_number(value: float) -> str:
    """Return a number with all its digits, and without a point if it is whole."""
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        return str(int(value))
    return repr(value)


def _number_text(value: float, layout: Layout) -> tuple[str, str]:
    number = plain_number(value)
    if layout.is_plain:
        return number, ""
    if layout.local:
        return "", "a date whose format is not in the file but in the program. Write it as text, such as 2020-01"
    code = layout.code
    if _is_of_an_era(code):
        return _date_text(datetime.date.min, code)
    if "%" in re.sub(r'"[^"]*"|\\.', "", code):
        # 0.07 * 100 is not 7 in binary
        return f"{(Decimal(number) * 100).normalize():f}%", ""
    if "%" in code:
        # a sign that is only written after the number
        return f"{number}%", ""
    return (number.zfill(len(code)) if number.isdigit() else number), ""


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
