"""Every page of every paper as a picture, as printed: docx, xlsx (by LibreOffice), pdf, html.

`python -m deploy.paper_screens`, or only some kinds. The papers of the demo are written anew by
the commands people use; pictures go to `var/screens/papers/<kind>/<file>-<page>.png`. A paper
that does not come, or a file without a page, is named, and the command exits 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from deploy.screen_sites import command
from deploy.screens import CHROMIUM, FOLDER, SIZES, say

PERIOD, YEAR, MONTH = "2025-Q3", "2024", "2025-08"
KINDS: dict[str, tuple[str, ...]] = {
    "quarterly": ("brief", PERIOD),
    "monthly": ("paper", "monthly", MONTH),
    "annual": ("paper", "annual", YEAR),
    "final": ("paper", "final"),
    "onepage": ("paper", "onepage", PERIOD),
    "office": ("paper", "office", PERIOD, "housing"),
}
DOTS = "70"  # per inch: a page is 580 × 820, its text readable
SHEETS = frozenset({".docx", ".xlsx"})


def main(argv: Sequence[str]) -> int:
    """Write the kinds given, or all, and photograph each page of each of their files."""
    parser = argparse.ArgumentParser(prog="python -m deploy.paper_screens")
    parser.add_argument("kinds", nargs="*", help=f"only these of {list(KINDS)}")
    kinds = parser.parse_args(argv).kinds or list(KINDS)
    if unknown := sorted({*kinds} - {*KINDS}):
        parser.error(f"unknown: {unknown}")
    home = FOLDER / "sites" / "demo"
    home.parent.mkdir(parents=True, exist_ok=True)
    command(home, "demo", "--home", str(home), "--no-serve", "--json")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        failures = [line for kind in kinds for line in _kind(browser, home, kind)]
        browser.close()
    for line in failures:
        say(f"failed: {line}")
    return 1 if failures else 0


def _kind(browser: Browser, home: Path, kind: str) -> Iterator[str]:
    """Write one kind of paper and photograph it; what has no page, in words."""
    folder = FOLDER / "papers" / kind
    for old in folder.rglob("*.png"):
        old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    command(home, *KINDS[kind], "-o", str(folder), "--json")
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in SHEETS | {".pdf"}:
            pages = _printed(path)
        elif path.suffix == ".html":
            pages = _shown(browser, path)
        else:
            continue
        say(f"{path.relative_to(FOLDER)}: {pages} pages")
        if not pages:
            yield f"{path.name}: no page"


def _printed(path: Path) -> int:
    """Pictures of a file's pages beside it; how many."""
    if path.suffix == ".pdf":
        return _pages(path, path)
    with tempfile.TemporaryDirectory() as folder:
        own = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        words = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path)]
        subprocess.run(words, check=True, capture_output=True, timeout=300)
        return _pages(Path(folder) / f"{path.stem}.pdf", path)


def _pages(pdf: Path, path: Path) -> int:
    """Pictures of a pdf's pages under the name of the file that they show."""
    start = path.with_name(f"{path.stem}-{path.suffix[1:]}")
    words = ["pdftoppm", "-r", DOTS, "-png", str(pdf), str(start)]
    subprocess.run(words, check=True, timeout=300)
    return len(list(path.parent.glob(f"{start.name}-*.png")))


def _shown(browser: Browser, path: Path) -> int:
    """Pictures of an html paper on a laptop and on a phone."""
    for size in ("1366", "390"):
        width, height = SIZES[size]
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(path.resolve().as_uri())
        page.screenshot(path=path.with_name(f"{path.stem}-html-{size}.png"), full_page=True)
        page.close()
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
