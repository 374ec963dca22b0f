"""`cityplan sample` as an office calls it: files in, the same people out, nothing kept."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.cli import forked
from tests.voices.frames import csv_of, people, region, workbook
from voices.frame import Frame
from voices.quota import load_table

PHONE = "1" + "3900000001"


def run(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CITYPLAN_")}
    env["CITYPLAN_HOME"] = str(home / "var")
    return forked.run([str(word) for word in words], env, home)


def sample(*words: str | Path, home: Path):
    done = run("sample", *words, "--json", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, json.loads(done.stdout)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    frame = Frame((*people("150627", "居民", 300), *people("150602", "居民", 90)))
    (tmp_path / "frame.csv").write_text(csv_of(frame), "utf-8")
    (tmp_path / "quota.csv").write_text("area,category,n\n150627,居民,30\n150602,居民,9\n", "utf-8")
    return tmp_path


def test_the_contract_holds_and_the_same_seed_gives_the_same_bytes(small: Path) -> None:
    words = ("--frame", small / "frame.csv", "--quota", small / "quota.csv", "--seed", "7")
    first, told = sample(*words, "--reserve", "0.2", home=small)
    assert sample(*words, "--reserve", "0.2", home=small)[0] == first
    counts = Counter((one["area"], one["category"], one["reserve"]) for one in told["sample"])
    assert counts == {
        ("150627", "居民", False): 30, ("150602", "居民", False): 9,
        ("150627", "居民", True): 6, ("150602", "居民", True): 2,
    }  # fmt: skip
    assert len({one["id"] for one in told["sample"]}) == 47
    assert told["protocol"]["rule"] == "systematic-1" and told["protocol"]["seed"] == 7
    assert {one.name for one in small.iterdir()} == {"frame.csv", "quota.csv"}  # nothing is made


def test_a_workbook_gives_the_same_people_as_the_csv(small: Path) -> None:
    lines = list(csv.reader((small / "frame.csv").read_text("utf-8").splitlines()))
    book = workbook(small / "样本框.xlsx", lines)
    rest = ("--quota", small / "quota.csv", "--seed", "7")
    assert (
        sample("--frame", book, *rest, home=small)[1]["sample"]
        == sample("--frame", small / "frame.csv", *rest, home=small)[1]["sample"]
    )


def test_4500_and_225_people_come_of_the_documents_tables_by_their_names(tmp_path: Path) -> None:
    frame = region(load_table("representatives-2021"), 4, ("居民", "商户"))
    (tmp_path / "f.csv").write_text(csv_of(frame), "gb18030")
    for name, total in (("representatives-2021", 4500), ("volunteers-2021", 225)):
        out = tmp_path / name
        _, told = sample(
            *("--frame", tmp_path / "f.csv", "--quota", name, "--seed", "20211108", "-o", out),
            home=tmp_path,
        )
        assert (told["protocol"]["asked"], told["protocol"]["drawn"]) == (total, total)
        listed = list(csv.DictReader((out / "sample.csv").read_text("utf-8-sig").splitlines()))
        assert sum(one["reserve"] == "False" for one in listed) == total
        assert [one["id"] for one in listed] == [one["id"] for one in told["sample"]]
        strata = list(csv.DictReader((out / "strata.csv").read_text("utf-8-sig").splitlines()))
        assert sum(int(one["drawn"]) for one in strata) == total
        assert json.loads((out / "protocol.json").read_text("utf-8")) == told["protocol"]
    again = run("sample", *("--frame", tmp_path / "f.csv", "--quota", "volunteers-2021"),
                *("--seed", "1", "-o", out), home=tmp_path)  # fmt: skip
    assert again.returncode == 1 and "抽过的名单不改写" in again.stderr


def test_people_read_the_protocol_in_either_language(small: Path) -> None:
    (small / "most.csv").write_text("area,category,n\n150627,居民,205\n", "utf-8")
    words = (
        "sample",
        "--frame",
        small / "frame.csv",
        "--quota",
        small / "quota.csv",
        "--seed",
        "7",
    )
    told = run(*words, home=small)
    assert told.returncode == 0
    assert "systematic-1,种子 7:抽出 39 人,备选 0 人" in told.stdout
    assert "150627 居民 正式:名单 300 人" in told.stdout and "间隔 10.0" in told.stdout
    few = run(*words, "--reserve", "1", "--quota", small / "most.csv", home=small)
    assert "备选比要的少 110 人" in few.stdout and few.returncode == 0
    assert "39 drawn, 0 in reserve" in run(*words, "--lang", "en", home=small).stdout


def test_a_refused_frame_leaves_no_trace_of_whose_number_it_held(small: Path) -> None:
    with (small / "frame.csv").open("a", encoding="utf-8") as file:
        file.write(f"{PHONE},150627,居民\n")
    words = ("--frame", small / "frame.csv", "--quota", small / "quota.csv", "--seed", "7")
    done = run("sample", *words, "-o", small / "out", home=small)
    assert (done.returncode, done.stdout) == (1, "")
    assert "第392行 id 列:像手机号码" in done.stderr and PHONE not in done.stderr
    written = [path for path in small.rglob("*") if path.is_file() and path.name != "frame.csv"]
    assert [path for path in written if PHONE.encode() in path.read_bytes()] == []
    assert not (small / "out").exists()


def test_mistakes_end_with_one_line_and_their_exit_code(small: Path) -> None:
    frame = ("sample", "--frame", small / "frame.csv", "--seed", "7")
    for words, code, told in (
        (("--quota", "nobody-1999"), 1, "没有额度表“nobody-1999”"),
        (("--quota", small / "quota.csv", "--reserve", "两成"), 2, "备选的比例“两成”不是数"),
        (("--quota", small / "quota.csv", "--reserve", "3"), 1, "不在 0 至 1 之间"),
        (("--quota", "volunteers-2021"), 1, "样本框不够"),
    ):
        done = run(*frame, *words, home=small)
        assert (done.returncode, done.stdout) == (code, "") and told in done.stderr
        assert "Traceback" not in done.stderr and done.stderr.count("\n") == 1
