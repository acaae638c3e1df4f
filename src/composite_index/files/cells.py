"""What a cell says: null markers, numbers and yes/no as people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# docs/howto/files.md lists the same; a test compares the two. Compared without case and full-width forms.
NULL_MARKERS = (
    "-",
    "--",
    "—",
    "——",
    "–",
    "/",
    ".",
    "..",
    "...",
    "…",
    "N/A",
    "NA",
    "n.a.",
    "NaN",
    "null",
    "缺失",
    "缺",
    "暂缺",
    "无数据",
    "暂无",
    "暂无数据",
    "不详",
)
YES = ("是", "有", "yes", "y", "true", "1")
NO = ("否", "无", "no", "n", "false", "0")
DIRECTIONS = {
    "1": ("1", "+1", "positive", "正", "正向", "正指标", "正向指标"),
    "-1": ("-1", "negative", "负", "负向", "逆向", "逆", "负指标", "负向指标", "逆向指标"),
}

LARGEST, SMALLEST = 1e100, 1e-100

_DIGITS = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?P<separator>[, '])\d{3}((?P=separator)\d{3})*(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d[\d. ']*,\d+|[+-]?\d{1,3}(\.\d{3})+,\d*")
_POINT_OF_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
# Footnote marks, which no number contains; digits in another form are found by their Unicode properties.
_MARKS = "*†‡§¶"
_EXCEL_ERROR = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!)")
_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


class CellError(ValueError):
    """A cell without a certain meaning; the message ends a sentence that begins with the place."""


@dataclass(frozen=True)
class Number:
    """A number as text that every engine reads, with all its digits, and whether it had a percent sign."""

    text: str
    percent: bool = False


def half_width(text: str) -> str:
    """Return the text with full-width and half-width forms replaced by the plain characters.

    Only these: a keyboard types １ for 1, but ¹, ①, ½, Ⅷ and ㎏ do not mean 1, 1/2, VIII and kg.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", "".join(map(_half_width, text)))


def _half_width(character: str) -> str:
    form, _, code = unicodedata.decomposition(character).partition(" ")
    return chr(int(code, 16)) if form in ("<wide>", "<narrow>") else character


def fold(text: str) -> str:
    """Return the text in half-width forms and one case, with single blanks, as names and markers are compared."""
    return " ".join(half_width(text).casefold().split())


_NULLS = {fold(marker) for marker in NULL_MARKERS}
_YES_NO = {fold(word): "1" for word in YES} | {fold(word): "0" for word in NO}
_DIRECTIONS = {fold(word): sign for sign, words in DIRECTIONS.items() for word in words}


def is_null(text: str) -> bool:
    """Tell whether a cell is blank or holds a null marker."""
    folded = fold(text)
    return not folded or folded in _NULLS


def yes_no(text: str) -> str | None:
    """Return '1' for yes, '0' for no, None for anything else."""
    return _YES_NO.get(fold(text))


def direction(text: str) -> str:
    """Return '1' or '-1'. Raises CellError for a word that is neither."""
    sign = _DIRECTIONS.get(fold(text))
    if sign is None:
        raise CellError(f'"{text}" is no direction. Write 1 (more is better) or -1 (less is better)')
    return sign


def key(text: str) -> str:
    """Return a code with half-width digits and letters: 3１ is typed on a Chinese keyboard and means 31."""
    return text.translate(_WIDTH)


def may_be_thousands(text: str) -> bool:
    """Tell whether the point of a number may separate thousands, as in 12.345, which many do not read as a decimal."""
    return _POINT_OF_THOUSANDS.fullmatch(text) is not None


def number(text: str, semicolons: bool = False) -> Number:
    """Read a number: full-width forms, thousands separators, a percent sign. Raises CellError for anything else.

    `semicolons`: the file separates cells by semicolons, as spreadsheets do if a comma is the decimal sign, so
    1,234 alone may be either.
    """
    folded = half_width(text).strip().replace("\u2212", "-").replace("\u2019", "'")
    folded = " ".join(folded.split())
    percent = folded.endswith("%")
    digits = folded.removesuffix("%").rstrip().lower()
    clear = not semicolons or digits.count(",") != 1 or "." in digits
    if clear and _THOUSANDS.fullmatch(digits):
        digits = re.sub("[, ']", "", digits)
    if _DIGITS.fullmatch(digits):
        # beyond these, squares and products would be infinite, or 0; the macro try_double has the same limits
        if abs(float(digits)) > LARGEST:
            raise CellError(f'"{text}" is too large')
        if 0 < abs(float(digits)) < SMALLEST:
            raise CellError(f'"{text}" is too close to 0')
        return Number(digits.removeprefix("+"), percent)
    if _EXCEL_ERROR.fullmatch(folded.upper()):
        raise CellError(f"Excel's error {text}. Correct the formula, or leave the cell blank")
    if _DECIMAL_COMMA.fullmatch(digits):
        raise CellError(f'"{text}" may have a decimal comma. Write a decimal point, and thousands as 1,234 or 1234')
    for mark in filter(_is_mark, folded):
        name = "" if mark in _MARKS else f" ({unicodedata.name(mark, 'a sign without a name').lower()})"
        raise CellError(
            f'"{text}" is no number: it has the mark {mark}{name}. '
            "Remove it if it belongs to a footnote, and write digits as 0 to 9"
        )
    raise CellError(f'"{text}" is no number. Correct it, or leave the cell blank if the value is not known')


def _is_mark(character: str) -> bool:
    """Tell whether a character looks like a digit or a sign but does not belong to a number."""
    if character.isascii():
        return character in _MARKS
    return (
        character in _MARKS
        or unicodedata.category(character).startswith("N")
        or unicodedata.normalize("NFKC", character).isascii()
    )
