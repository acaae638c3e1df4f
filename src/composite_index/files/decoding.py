"""Decode the bytes of a text file, or say where they cannot be read with certainty and what to do."""

from __future__ import annotations

from pathlib import Path

from composite_index.files.problems import InputError

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


def is_certainly_chinese(file: Path) -> bool:
    """Tell whether a text file is in GB18030 beyond doubt; short files beside it then need not prove it."""
    try:
        return decode(file.read_bytes(), file.name)[1] == "gb18030"
    except (InputError, OSError):
        return False
