"""`--lang en`: the commands' own sentences in English, the same documents as JSON."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cases.events import Step
from desk.delivery import WAITING, Outcome
from desk.settings import Settings
from desk.told import FoundOut
from flows.cli import run
from flows.cli.catalogue import SENTENCES, sentence
from flows.cli.rendering import outcome_text
from targets.assessment import Level, Trend

FOLDER = Path(__file__).resolve().parents[2] / "flows" / "cli"


def chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation made by `cityplan init`, in this process."""
    folder = tmp_path_factory.mktemp("english") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITYPLAN_HOME", str(folder))
        assert run(["init", "--json"]) == 0
    return folder


@pytest.fixture
def said(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command in this process: exit code, standard output, standard error."""
    monkeypatch.setenv("CITYPLAN_HOME", str(home))

    def call(*words: str) -> tuple[int, str, str]:
        code = run(list(words))
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


def test_both_languages_fill_the_same_fields_and_english_is_english() -> None:
    names = {"usage.example", "usage.post"}  # examples name a post
    for key, (zh, en) in SENTENCES.items():
        fields = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in (zh, en)]
        assert fields[0] == fields[1] or zh == "{text}" or key == "ledger.broken", key
        assert key in names or not chinese(en), key


def _mute(node: ast.AST) -> bool:
    """Parts of a command that are not its sentences: help, docstrings, refusals."""
    if isinstance(node, ast.arguments):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    called = isinstance(node, ast.Call) and ast.unparse(node.func)
    return called in {"UserError", "typer.Typer"}


def _texts(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        elif not _mute(child):
            yield from _texts(child)


def test_no_command_says_a_chinese_sentence_outside_the_catalogue() -> None:
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and not _mute(node):
                found = [text for text in _texts(node) if chinese(text)]
                assert found in ([], ["(已设置)"]), (path.name, node.name)


def test_every_word_of_a_closed_list_has_its_english() -> None:
    needed = [f"level.{one}" for one in Level] + [f"trend.{one}" for one in Trend]
    needed += [f"step.{one.name}" for one in Step]
    needed += [f"setting.{name}" for name in Settings.model_fields]
    states = ("accepted", "returned", "refused", "duplicate", *WAITING)
    needed += [f"receipt.{state}" for state in states]
    assert [key for key in needed if key not in SENTENCES] == []
    for one in (*Level, *Trend):
        kind = "level" if isinstance(one, Level) else "trend"
        assert sentence("zh", f"{kind}.{one}") == one.label
    for name, field in Settings.model_fields.items():
        assert sentence("zh", f"setting.{name}") == field.description


@pytest.mark.parametrize(
    ("words", "english"),
    [
        (("init",), 'Administrator "系统管理员" exists; the password is unchanged'),
        (("user", "list"), "系统管理员  admin  all"),
        (("token", "list"), "No tokens yet"),
        (("cases", "list"), "No cases"),
        (("ledger", "verify"), "The audit chain is whole; head "),
        (("settings",), "data folder"),
        (("assess", "2024-Q3", "--as-of", "2020-01-01"), "not assessable  trend unknown  "),
        (("plan", "check"), "The plan holds: "),
    ],
)
def test_a_command_speaks_english_when_asked_and_chinese_otherwise(said, words, english) -> None:
    code, out, _ = said(*words, "--lang", "en")
    assert (code, english in out) == (0, True), out
    code, out, _ = said(*words)
    assert (code, english in out) == (0, False)
    assert chinese(out)


@pytest.mark.parametrize("words", [("settings",), ("user", "list"), ("ledger", "verify")])
def test_a_document_is_the_same_in_every_language(said, words) -> None:
    documents = [json.loads(said(*words, "--json", *more)[1]) for more in ((), ("--lang", "en"))]
    assert documents[0] == documents[1]


def test_a_mistake_has_an_english_frame(said) -> None:
    code, _, error = said("nonsense", "--lang", "en")
    assert (code, error) == (2, "Error: No such command 'nonsense'; see cityplan --help\n")
    code, _, error = said("cases", "show", "2099-01", "--lang=en")
    assert code == 1
    assert error.startswith("Error: ")
    assert said("nonsense")[2].startswith("错误:没有命令")


def test_a_delivery_is_told_in_english_with_its_findings_as_they_are() -> None:
    about = "《供水填报表》2024-Q3,I5:填报“七八个吧”不是数"
    found = FoundOut("1", "cell.not_a_number", "critical", "填报", "I5", "", "", "", about)
    outcome = Outcome(
        "a.xlsx", "7", "0" * 64, "returned", "returned", None, 0, 1, (found,), "r.xlsx"
    )
    assert outcome_text(outcome, "en").splitlines() == [
        "a.xlsx: returned, receipt 7",
        f"  critical [cell.not_a_number] {about}",
        "  return sheet: r.xlsx",
    ]
    assert outcome_text(outcome).startswith("a.xlsx:已退回,回执 7")


def test_findings_are_told_the_loudest_first_with_their_severity() -> None:
    loud = FoundOut("1", "Q301", "critical", "填报", "I5", "", "", "", "单位写错")
    found = (replace(loud, rule="Q906", severity="info"), replace(loud, severity="warning"), loud)
    outcome = Outcome("a.xlsx", "7", "0" * 64, "returned", "returned", None, 0, 1, found, None)
    told = [line.split("]")[0] for line in outcome_text(outcome).splitlines()[1:]]
    assert told == ["  退回 [Q301", "  存疑 [Q301", "  提示 [Q906"]
