"""Photograph every page and state at three sizes, light, dark and English.

`python -m deploy.screens`, or only some sizes and pages: see `--help`.

Two installations are served from this checkout: the demo, and one that has just been started and
is empty. The pictures go to `var/screens/<size>-<light, dark or english>/`, with contact sheets of
each folder beside them. A page that fails to come is named, and the command exits 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from dashboards.language import COOKIE
from dashboards.words import ENGLISH
from deploy.screen_places import Place, places
from deploy.screen_sites import Site, served

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path("var") / "screens"
SIZES = {"1920": (1920, 1080), "1366": (1366, 768), "390": (390, 844)}
THEMES = ("light", "dark", "english")
TALLEST = 6000  # px of a page that are kept: the rest is more of the same table
SHEET = (
    "<!doctype html><meta charset=utf-8><style>body{{margin:8px;font:14px sans-serif;display:grid;"
    "grid-template-columns:repeat({columns},minmax(0,1fr));gap:10px}}figure{{margin:0}}"
    "img{{width:100%;height:{height}px;object-fit:cover;object-position:left top;"
    "border:1px solid #888}}</style>{cells}"
)
CELL = '<figure><img src="{name}.png"><figcaption>{name}</figcaption></figure>'


def main(argv: Sequence[str]) -> int:
    """All pictures, or those whose name contains one of the words given."""
    given = _arguments().parse_args(argv)
    with ExitStack() as stack:
        sites = stack.enter_context(served(FOLDER / "sites"))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        failures = list(_all(browser, sites, given))
        for size in given.sizes:
            for theme in THEMES:
                contact_sheet(browser, FOLDER / f"{size}-{theme}", int(size))
        browser.close()
    for line in failures:
        say(f"failed: {line}")
    return 1 if failures else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.screens")
    parser.add_argument("words", nargs="*", help="only pictures whose name contains one of these")
    parser.add_argument("--sizes", nargs="*", choices=list(SIZES), default=list(SIZES))
    return parser


def say(words: str) -> None:
    """A line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _all(browser: Browser, sites: Sequence[Site], given: argparse.Namespace) -> Iterator[str]:
    """Take the pictures; what did not come, in words."""
    taken = 0
    for site in sites:
        for place in places(browser, site):
            if given.words and not any(word in place.name for word in given.words):
                continue
            for size in given.sizes:
                try:
                    _photograph(browser, site, place, size)
                    taken += len(THEMES)
                except Error as missing:
                    yield f"{place.name} at {size}: {str(missing).splitlines()[0]}"
        say(f"{site.name}: {taken} pictures so far")


def _photograph(browser: Browser, site: Site, place: Place, size: str) -> None:
    """One place at one size: light and dark from one load, English from another."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        storage_state=place.session,
    )
    page = context.new_page()
    place.reach(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        _take(page, FOLDER / f"{size}-{theme}" / f"{place.name}.png", width)
    context.add_cookies([{"name": COOKIE, "value": ENGLISH, "url": site.address}])
    page = context.new_page()
    place.reach(page)
    _take(page, FOLDER / f"{size}-english" / f"{place.name}.png", width)
    context.close()


def _take(page: Page, path: Path, width: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": width, "height": tall}
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]


def contact_sheet(browser: Browser, folder: Path, width: int) -> None:
    """All pictures of a folder on a few, small: what is out of order is seen at once."""
    names = sorted(one.stem for one in folder.glob("*.png") if not one.stem.startswith("_"))
    columns, height, each = (8, 480, 24) if width < 500 else (3, 420, 12)
    page = browser.new_page(viewport={"width": 1900, "height": 1000})
    for number, first in enumerate(range(0, len(names), each), start=1):
        cells = "".join(CELL.format(name=name) for name in names[first : first + each])
        sheet = folder / f"_sheet-{number}.html"
        sheet.write_text(SHEET.format(columns=columns, height=height, cells=cells), "utf-8")
        page.goto(sheet.resolve().as_uri())
        page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
    page.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
