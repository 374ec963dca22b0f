"""A line that is not right: what is missing, in Chinese, and the help of the very command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

import pytest
import typer

from flows.cli import run
from flows.cli.commands import app
from flows.cli.output import POSTS, take_options
from flows.cli.usage import with_reason

WRONG: Sequence[tuple[str, str, str]] = (
    ("answer", "缺少参数 finding(问题编号)", "answer"),
    ("answer F1", "缺少选项 --reason(属实的理由和依据)", "answer"),
    ("period close 2024-Q3", "缺少选项 --reason(理由)", "period close"),
    ("period", "cityplan period 后面缺子命令", "period"),
    ("period foo", "没有命令 foo", "period"),
    ("foo", "没有命令 foo", ""),
    ("user add x --role", "选项 --role 后面缺内容", "user add"),
    ("token add x --post y --days 999", "--days 至多 366", "token add"),
    ("bulk x --office h --rows abc", "--rows 须是整数", "bulk"),
    ("bulk x --offic h", "没有选项 --offic,是不是 --office", "bulk"),
    ("trail a b c", "多余的参数 c", "trail"),
    ("demo --fresh=1", "选项 --fresh 后面不写内容", "demo"),
)


@pytest.mark.parametrize(("line", "what", "command"), WRONG)
def test_what_is_wrong_is_said_in_chinese_with_the_help_of_its_command(
    line: str, what: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*line.split(), "--json"]) == 2
    out = capsys.readouterr()
    told = json.loads(out.out[out.out.index('{"error"') :])["error"]
    assert told == {"what": what, "cure": f"用 {f'cityplan {command}'.strip()} --help 查看用法"}
    assert "Traceback" not in out.err


@pytest.mark.parametrize(
    "line",
    [
        "plan load --approved-by 甲岗",
        "rules set Q202 --severity info --reason 依据台账 --asked-by 甲岗",
    ],
)
def test_another_post_s_name_is_no_longer_taken_for_its_word(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*line.split(), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)["error"]
    assert "不算它办理" in told["what"] and "cityplan change approve" in told["cure"]


@pytest.mark.parametrize(
    ("line", "option", "taken"),
    [
        ("plan show --as --json", "--as", "--json"),
        ("--as --lang en plan show", "--as", "--lang"),
        ("plan show --as=--json", "--as", "--json"),
        ("change approve P1 --as --json", "--as", "--json"),
        ("plan load --approved-by --document x", "--approved-by", "--document"),
        ("period except h 2024 --reason x --asked-by --end", "--asked-by", "--end"),
        ("token add x --post --days 9", "--post", "--days"),
    ],
)
def test_an_option_is_never_taken_for_the_name_of_a_post(
    line: str, option: str, taken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == 2
    out = capsys.readouterr()
    assert f"{option} 后面应写岗位名,“{taken}”是选项" in out.out + out.err
    assert f"例:{option} 市政科经办人" in out.out + out.err
    assert take_options(["trail", "h", "2024", "--as", "-"]) == ["trail", "h", "2024"]
    assert take_options(["x", "--", "--as", "--json"]) == ["x", "--", "--as", "--json"]


def test_every_option_that_asks_for_a_post_is_known() -> None:
    asking = {
        one
        for param in _params(typer.main.get_command(app))
        if "岗位" in (getattr(param, "help", None) or "")
        for one in getattr(param, "opts", [])
        if one.startswith("--")
    }
    assert asking | {"--as", "--approved-by"} == POSTS  # the latter only to be told it is gone


@pytest.mark.parametrize("command", ["answer 1", "return h 2024-Q3", "unapprove h 2024-Q3"])
def test_a_reason_is_called_reason_everywhere_and_its_old_word_still_counts(command: str) -> None:
    old = with_reason([*command.split(), "--text", "依据台账"])
    assert old == [*command.split(), "--reason", "依据台账"]
    assert with_reason(["unapprove", "--text=依据"]) == ["unapprove", "--reason=依据"]
    assert with_reason(["answer", "--", "--text"]) == ["answer", "--", "--text"]
    assert with_reason(["attach", "--text", "x"]) == ["attach", "--text", "x"]


def _params(node: object) -> Iterator[object]:
    yield from getattr(node, "params", [])
    for one in getattr(node, "commands", {}).values():
        yield from _params(one)


def _options(node: object, path: str = "") -> dict[str, list[str]]:
    if commands := getattr(node, "commands", {}):
        found: dict[str, list[str]] = {}
        for name, one in commands.items():
            found |= _options(one, f"{path} {name}".strip())
        return found
    return {path: [o for p in getattr(node, "params", []) for o in p.opts]}


def test_no_command_asks_for_a_reason_by_another_word() -> None:
    options = _options(typer.main.get_command(app))
    assert [name for name, own in options.items() if "--text" in own] == ["attach"]
    reasoned = {name.split()[0] for name, own in options.items() if "--reason" in own}
    once = {"answer", "originals", "period", "receipts", "return", "unapprove", "user", "withdraw"}
    assert once <= reasoned, "the old word goes on only where it once was asked for"
    for name in reasoned:
        taken = with_reason([name, "--text", "x"])[1] == "--reason"
        assert taken == (name in once), name
    assert all(
        re.fullmatch(r"--?[a-z-]+", o) for own in options.values() for o in own if o[0] == "-"
    )


@pytest.mark.parametrize("line", ["plan show --lang fr --json", "plan show --as= --json"])
def test_a_wrong_common_option_is_told_as_json_too_wherever_it_stands(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == 2
    assert json.loads(capsys.readouterr().out)["error"]["cure"]


@pytest.mark.parametrize("line", [[], ["--json"], ["--lang", "en"]])
def test_the_bare_command_prints_the_help_and_is_no_mistake(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line) == 0
    out = capsys.readouterr()
    assert "城市精细化管理三年行动监测" in out.out and not out.err
