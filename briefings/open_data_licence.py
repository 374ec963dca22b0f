"""Under which terms open data may be used, and how it names where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from briefings.open_data import OpenData
from observations.errors import UserError


@dataclass(frozen=True)
class Licence:
    """A licence by its Open Definition id, with its address where it has one."""

    id: str
    title: str
    address: str = ""

    def descriptor(self) -> dict[str, str]:
        """As Data Package tells a licence."""
        path = {"path": self.address} if self.address else {}
        return {"name": self.id, "title": self.title, **path}


LICENCES = {
    one.id: one
    for one in (
        Licence("other-at", "使用须注明来源;发布单位没有另定许可"),
        Licence(
            "CC-BY-4.0", "知识共享 署名 4.0 国际", "https://creativecommons.org/licenses/by/4.0/"
        ),
        Licence(
            "CC0-1.0", "知识共享 公共领域贡献 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
        ),
        Licence("ODC-BY-1.0", "开放数据共用 署名 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    )
}  # fmt: skip


def licence_of(name: str) -> Licence:
    """The licence with this id; `UserError` lists those there are."""
    found = LICENCES.get(name)
    if found is None:
        cure = f"CITYPLAN_OPEN_DATA_LICENCE 可用:{'、'.join(LICENCES)}"
        raise UserError(f"没有开放数据许可“{name}”", cure=cure)
    return found


def demo_note(data: OpenData) -> str:
    """Before a title; empty for real data."""
    return "【演示数据】" if data.demo else ""


def credit(data: OpenData) -> str:
    """Where it comes from, how far it goes and, of a demonstration, that it is one."""
    demo = "演示数据,由演示程序合成,不得引用。" if data.demo else ""
    return (
        f"{demo}{data.issuer}{data.document}《{data.plan}》执行情况,"
        "只含经两级审定、另一岗位批准公开且没有撤下的内容。"
        f"最近一次批准公开:{data.updated.isoformat()}。"
    )
