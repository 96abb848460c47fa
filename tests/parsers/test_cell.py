"""Values of cells as they are shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from wenju.parsers.cell import cell_text

ACCOUNTING = r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        ("杨浦区_x000D_\n二", "0.00", "杨浦区\n二"),
        (True, "General", "TRUE"),
        (45, "General", "45"),
        (45.0, "General", "45"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (1e300, "0.00", "1e+300"),
        (float("nan"), "General", ""),
        (310101199001011234, "0", "310101199001011234"),
        (0.12, "0%", "12%"),
        (0.1234, "0.0%", "12.3%"),
        (0.07, "General%", "7%"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, ACCOUNTING, "1,234.50"),
        (1234.5, '"¥"#,##0.00_);[Red]("¥"#,##0.00)', "¥1,234.50"),
        (12, "[$¥-804]#,##0", "¥12"),
        (2.675, "0.00", "2.68"),
        (0.125, "0.00", "0.13"),
        (-0.001, "0.0", "0.0"),
        (-5, '0"人"', "-5人"),
        (45, 'G/通用格式"人"', "45人"),
        (5, "0.##", "5"),
        (0.5, "0.##", "0.5"),
        (7, "000", "007"),
        (12345678, '0!.0,"万"', "12345678"),
        (0.5, "# ?/?", "0.5"),
        (datetime(2016, 9, 1), "mm-dd-yy", "2016-09-01"),
        (date(2016, 9, 1), 'm"月"d"日"', "2016-09-01"),
        (datetime(2016, 9, 1, 8, 5), "yyyy-mm-dd h:mm", "2016-09-01 08:05"),
        (datetime(2016, 9, 1), 'yyyy"年"m"月"', "2016年9月"),
        (datetime(2016, 9, 1), "yyyy-mm", "2016-09"),
        (datetime(2016, 9, 1), "[$-804]yyyy;@", "2016"),
        (time(8, 30), "h:mm", "08:30"),
        (time(8, 30, 5), "h:mm:ss", "08:30:05"),
        (datetime(1900, 1, 2, 8, 5), "h:mm", "08:05"),
        (timedelta(hours=25, seconds=7), "[h]:mm:ss", "25:00:07"),
    ],
)
def test_cell_text(value: object, number_format: str, text: str) -> None:
    assert cell_text(value, number_format) == text
