"""Layouts somebody else wrote: YAML that makes objects, multiplies, nests or is no text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from deploy.packages import ROOMS
from targets.layout_files import load_layouts
from tests.sources.forms import HERE, PLAN

ROOT = Path(__file__).parents[2]
GOOD = (HERE / "plan" / "layouts" / "supply.yaml").read_text("utf-8")
LEVELS = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
HOSTILE = {
    "an object": "!!python/object/apply:os.system ['touch {mark}']",
    "an object inside": GOOD.replace("edition:", "edition: !!python/name:os.system '' #"),
    "a module": "title: !!python/module:os",
    "aliases that multiply": f"l0: &l0 [x, x, x, x, x, x, x, x, x]\n{LEVELS}\n",
    "an alias of itself": "columns: &a [*a]\n",
    "a hundred thousand brackets": "[" * 100_000,
    "ten megabytes": GOOD + "# " + "x" * 10_000_000,
    "no text": GOOD.encode("utf-8") + b"\xff\xfe\0",
    "a key twice": f"{GOOD}\noffice: garden\n",
    "two documents": f"{GOOD}\n---\nid: other\n",
    "an unknown field": f"{GOOD}\nrun: rm\n",
    "another office's indicator": GOOD.replace("indicator: supply,", "indicator: nothing,"),
    "a path as id": GOOD.replace("id: water-supply", "id: ../../x"),
    "a period nobody means": f"{GOOD}\nsince: 99999-Q9\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_layout_is_left_out_and_named(tmp_path: Path, text: str | bytes) -> None:
    mark = tmp_path / "touched"
    data = text if isinstance(text, bytes) else text.replace("{mark}", str(mark)).encode()
    folder = tmp_path / "layouts"
    folder.mkdir()
    (folder / "bad.yaml").write_bytes(data)
    (folder / "good.yaml").write_text(GOOD, "utf-8")
    shelf = load_layouts([folder], PLAN)
    assert [layout.id for layout in shelf.layouts.values()] == ["water-supply"]
    (problem,) = shelf.problems
    assert "bad.yaml" in problem.what
    assert problem.cure
    assert not mark.exists()


def test_nothing_here_renders_a_template_that_somebody_sends() -> None:
    """Papers are built by code; who adds an engine brings its attacks.

    The one engine sets our own template in a child: tests/briefings/test_typeset.py.
    """
    assert _who_imports({"docxtpl", "jinja2", "mako", "chevron"}) == set()
    assert {path.name for path in _who_imports({"typst"})} == {"typeset_child.py"}


def test_maps_are_opened_in_the_jail_alone_and_measured_in_one_place() -> None:
    """Hostile maps themselves: tests/observations/test_geojson.py."""
    assert _who_imports({"geojson", "geopandas", "fiona", "pyogrio"}) == set()
    assert {path.parent.name for path in _who_imports({"shapely", "pyproj"})} == {"national"}
    reader = _who_imports({"observations.readers.geojson.read_geojson"})
    assert {path.name for path in reader} == {"jobs.py"}


def _who_imports(names: set[str]) -> set[Path]:
    """The modules of the rooms that import one of these, or something inside it."""
    return {
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
        if any(name == one or name.startswith(f"{one}.") for one in names)
    }


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
