"""The folder of the plan above: beside the plan's own folder and nowhere else."""

from __future__ import annotations

from pathlib import Path

from observations.errors import UserError

MAX_ABOVE = 4  # country, region, city, banner above a town


def folder_above(folder: Path, inherits: str, below: tuple[Path, ...]) -> Path:
    """The folder that `inherits` of plan.yaml names, `../name`: a real one beside `folder`.

    `below` are the folders of the plans that led here, the lowest first. `UserError` for one
    that is missing or, by a link, elsewhere; for a circle; for more than `MAX_ABOVE` plans above.
    """
    here = folder.resolve()
    beside = here.parent / Path(inherits).name
    above = beside.resolve()
    place = f"{folder.name}/plan.yaml inherits"
    if above.parent != here.parent:
        what = f"{place}:“{inherits}”是指到别处的链接"
        raise UserError(what, cure="把上级方案的文件夹放在本方案的文件夹旁边")
    if not above.is_dir():
        what = f"{place}:本方案的文件夹旁边没有“{Path(inherits).name}”"
        raise UserError(what, cure="放入上级方案的文件夹,或改正名称")
    way = [*below, here]
    if above in way:
        names = "→".join(one.name for one in [*way[way.index(above) :], above])
        raise UserError(f"{place}:承接成了一圈({names})", cure="改正其中一处")
    if len(way) > MAX_ABOVE:
        names = "→".join(one.name for one in [*way, above])
        raise UserError(f"{place}:承接超过 {MAX_ABOVE} 层({names})", cure="并去中间的方案")
    return above
