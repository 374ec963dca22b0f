"""Baselines from a bureau's own spreadsheet: all of them or none."""

from pathlib import Path

import pytest

from desk.baseline_table import import_baselines
from desk.demo.posts import DESK
from ledger import plans
from observations.errors import UserError
from tests.desk.hall import Hall

HEAD = "指标,地区,基期,基期值,来源"
GOOD = "供水管网漏损率,伊金霍洛旗,2022年,13.2,供水公司2022年年报"


def table(tmp_path: Path, *rows: str, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "基期.csv"
    path.write_bytes("\n".join((HEAD, *rows)).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_every_row_becomes_a_version_with_its_source(
    one_hall: Hall, tmp_path: Path, encoding: str
) -> None:
    path = table(tmp_path, GOOD, "leakage_rate,150627,2022,12.9,更正", encoding=encoding)
    assert import_baselines(one_hall.desk, DESK, path) == 2
    with one_hall.desk.ledger.read() as reading:
        (kept,) = plans.baselines(reading)
    assert (kept.value, kept.version, kept.source) == (12.9, 2, "更正")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("没有的指标,伊金霍洛旗,2022,1,年报", "第3行:没有指标"),
        ("供水管网漏损率,火星,2022,1,年报", "第3行:没有地区"),
        ("供水管网漏损率,伊金霍洛旗,2022,很多,年报", "第3行:基期值“很多”不是数"),
        ("供水管网漏损率,伊金霍洛旗,2022,13,", "缺来源"),
        ("供水管网漏损率,伊金霍洛旗,2022,900,年报", "超出"),
    ],
)
def test_one_wrong_row_keeps_all_out_and_names_its_place(
    one_hall: Hall, tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        import_baselines(one_hall.desk, DESK, table(tmp_path, GOOD, row))
    with one_hall.desk.ledger.read() as reading:
        assert plans.baselines(reading) == ()


def test_a_table_without_its_headings_or_no_table_is_refused(
    one_hall: Hall, tmp_path: Path
) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="缺列"):
        import_baselines(one_hall.desk, DESK, path)
    path.write_bytes(b"")
    with pytest.raises(UserError):
        import_baselines(one_hall.desk, DESK, path)
