"""How a plan's papers are addressed, signed and laid out: data beside the plan, a YAML each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from briefings.page_form import PAGE_FORMS, STANDARD, Letterhead, PageForm
from observations.errors import UserError
from targets.model import Plan

PAPERS = Path(__file__).parent / "papers"


@dataclass(frozen=True)
class PaperForm:
    """Subject in the title, addressee, signing body, working days an office has to answer.

    `form` is the page, `letterhead` the red head, None for a paper without one.
    """

    subject: str
    addressee: str
    signature: str
    reply_days: int = 7
    form: PageForm = STANDARD
    letterhead: Letterhead | None = None


def paper_form(plan: Plan, folder: Path = PAPERS) -> PaperForm:
    """The form of `plan` from `<folder>/<plan id>.yaml`, or one made from the plan's own words.

    Raises `UserError` when the file has an unknown, missing or wrongly typed entry.
    """
    path = folder / f"{plan.id}.yaml"
    if not path.exists():
        area = plan.area_of(plan.area).name
        return PaperForm(plan.title, "各有关单位", f"{area}{plan.title}领导小组办公室")
    return _checked(yaml.safe_load(path.read_text("utf-8")), path.name)


def _checked(entries: Any, name: str) -> PaperForm:
    if not isinstance(entries, dict):
        raise UserError(f"文书设置 {name} 不是键值表", cure="按 subject: …… 逐行书写")
    _known(entries, {one.name for one in fields(PaperForm)}, name)
    for key in ("subject", "addressee", "signature"):
        _text(entries, key, name)
    days = entries.get("reply_days", 7)
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise UserError(f"文书设置 {name} 的 reply_days 应为正整数", cure="填写工作日数")
    laid_out = {"form": _page(entries, name), "letterhead": _head(entries.get("letterhead"), name)}
    return PaperForm(**(entries | laid_out))


def _known(entries: dict[Any, Any], known: set[str], name: str) -> None:
    odd = sorted(str(key) for key in entries.keys() - known)
    if odd:
        raise UserError(f"文书设置 {name} 有不认识的项:{'、'.join(odd)}", cure="删除或改正项名")


def _text(entries: dict[Any, Any], key: str, name: str) -> None:
    if not isinstance(entries.get(key), str) or not entries[key].strip():
        raise UserError(f"文书设置 {name} 缺少 {key}", cure=f"补上 {key} 的文字")


def _page(entries: dict[Any, Any], name: str) -> PageForm:
    asked = entries.get("form", STANDARD.name)
    if not isinstance(asked, str) or asked not in PAGE_FORMS:
        raise UserError(
            f"文书设置 {name} 的 form 没有“{asked}”这种版式", cure=f"可用:{'、'.join(PAGE_FORMS)}"
        )
    return PAGE_FORMS[asked]


def _head(entries: Any, name: str) -> Letterhead | None:
    if entries is None:
        return None
    if not isinstance(entries, dict):
        raise UserError(f"文书设置 {name} 的 letterhead 不是键值表", cure="写 organ 和 letters")
    _known(entries, {one.name for one in fields(Letterhead)}, name)
    for key in ("organ", "letters"):
        _text(entries, key, name)
    return Letterhead(**entries)
