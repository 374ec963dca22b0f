"""`plan extract` on the command line: any usual encoding, a folder that loads, clear refusals."""

from __future__ import annotations

import json
import os

import pytest

from flows.cli import run
from targets.load import load_plan
from tests.targets.extract.score import TEXTS

TEXT = (TEXTS / "renewal.txt").read_text("utf-8")


@pytest.fixture
def call(capsys):
    """`call(words…)` → exit code and JSON document."""

    def calling(*words):
        code = run(["plan", "extract", *map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return calling


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_every_usual_encoding_gives_the_same_draft(call, tmp_path, encoding):
    plain, other = tmp_path / "甲.txt", tmp_path / "乙.txt"
    plain.write_text(TEXT, "utf-8")
    other.write_bytes(TEXT.encode(encoding))
    code, draft = call(other)
    assert (code, draft) == (0, call(plain)[1])
    assert len(draft["targets"]) == 30


def test_a_folder_is_written_that_loads_and_nothing_is_written_over(call, tmp_path):
    source, folder = tmp_path / "方案.txt", tmp_path / "草稿"
    source.write_text(TEXT, "utf-8")
    code, draft = call(source, "-o", folder)
    assert (code, len(load_plan(folder).targets)) == (0, len(draft["targets"]))
    assert json.loads((folder / "questions.json").read_text("utf-8")) == draft["questions"]
    (folder / "targets.yaml").write_text("改过的", "utf-8")
    code, said = call(source, "-o", folder)
    assert (code, "已有内容" in said["error"]["what"]) == (1, True)
    assert (folder / "targets.yaml").read_text("utf-8") == "改过的"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04rest", "不是纯文本"),
        (b"%PDF-1.7", "不是纯文本"),
        (b"\xff\xff\xff\x80", "编码认不出"),
        (b"", "原文是空的"),
    ],
)
def test_what_is_no_text_is_refused_with_the_cure(call, tmp_path, data, what):
    source = tmp_path / "方案.docx"
    source.write_bytes(data)
    code, said = call(source)
    assert (code, what in said["error"]["what"]) == (1, True)
    assert said["error"]["cure"]


def test_a_missing_file_is_named(call, tmp_path):
    code, said = call(tmp_path / "没有.txt")
    assert (code, "读不到" in said["error"]["what"]) == (1, True)


def test_people_see_targets_quotes_confidence_and_questions(tmp_path, capsys):
    source = tmp_path / "方案.txt"
    source.write_text(TEXT, "utf-8")
    assert run(["plan", "extract", str(source)]) == 0
    said = capsys.readouterr().out
    for words in (
        "正文目标",
        "把握",
        "待核问题",
        "“2024年改造老旧小区120个、惠及居民3.6万户”",
        "变化量",
    ):
        assert words in said


def test_a_pipe_or_a_device_is_refused_unopened(call, tmp_path):
    pipe = tmp_path / "管道"
    os.mkfifo(pipe)
    for special in (pipe, "/dev/zero", tmp_path):
        code, said = call(special)
        assert (code, "不是普通文件" in said["error"]["what"]) == (1, True)
        assert said["error"]["cure"]
