"""Write old_workbook.xls, the workbook of Excel 97 that test_formats.py reads.

Nothing that is still kept writes this format, so the file is kept instead. To make it again, in an environment of its
own: python -m pip install xlwt==1.3.0; python tests/python/data/make_old_workbook.py
"""

from __future__ import annotations

import datetime
from pathlib import Path

import xlwt

LAYOUTS = ["General", "General", "0.0%", "yyyy", 'yyyy"年"m"月"', "yyyy/m/d", "General"]
ROWS = {
    0: ["代码", "数值", "占比", "年", "年月", "日期", "是否"],
    1: [7, 0.1, 0.125, (2020, 3, 1), (2020, 3, 1), (2020, 3, 1), True],
    2: ["北京", 1234567890123, 0.07, (2021, 4, 1), (2021, 4, 1), (2021, 4, 1), False],
    4: [None, 1e-7, 0, None, None, None, None],
}


def main() -> None:
    """Write a sheet of values, one of errors, and a hidden one with merged cells."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("数据")
    for line, values in ROWS.items():
        for column, value in enumerate(values):
            layout = "000" if value == 7 else LAYOUTS[column]
            written = datetime.datetime(*value) if isinstance(value, tuple) else value
            if written is not None:
                sheet.write(line, column, written, xlwt.easyxf(num_format_str=layout if line else "General"))
    errors = book.add_sheet("错误")
    errors.write(0, 0, "x")
    errors.row(1).set_cell_error(0, 0x2A)  # 0x2A: #N/A
    errors.write(2, 0, datetime.datetime(2020, 3, 1), xlwt.easyxf(num_format_str="d-mmm"))
    hidden = book.add_sheet("合并")
    hidden.visibility = 1
    hidden.write_merge(0, 0, 0, 2, "标题")
    for column, value in enumerate("abc"):
        hidden.write(1, column, value)
    book.save(str(Path(__file__).with_name("old_workbook.xls")))


if __name__ == "__main__":
    main()
