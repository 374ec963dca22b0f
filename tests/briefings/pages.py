"""Pages measured as they are printed: words by poppler's boxes, ink by its pictures."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np

MM = 72 / 25.4
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)


@dataclass(frozen=True)
class Word:
    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]

    def full_lines(self, sign: str) -> list[Word]:
        """Lines made of nothing but `sign`, from the top."""
        found = [one for one in self.words if set(one.text) == {sign}]
        return sorted(found, key=lambda one: one.top)


def pages(pdf: Path) -> list[Page]:
    """Every page with its words, in points from the upper left corner."""
    told = _run("pdftotext", "-bbox", str(pdf), "-").decode()
    return [
        Page(float(wide), float(high), tuple(_word(*one) for one in _WORD.findall(body)))
        for wide, high, body in _PAGE.findall(told)
    ]


def _word(left: str, top: str, right: str, bottom: str, text: str) -> Word:
    return Word(float(left), float(top), float(right), float(bottom), unescape(text))


def text(pdf: Path, *, margins: bool = False) -> str:
    """The text in the order it is drawn, without any blank; `margins`: header and footer too."""
    area = () if margins else ("-x", "0", "-y", "82", "-W", "596", "-H", "668")
    return re.sub(r"\s+", "", _run("pdftotext", "-raw", *area, str(pdf), "-").decode())


def fonts(pdf: Path) -> list[list[str]]:
    """Name, and whether embedded, a subset, and mapped to Unicode, of every font."""
    lines = _run("pdffonts", str(pdf)).decode().splitlines()[2:]
    return [[line.split()[0], *line.split()[-5:-2]] for line in lines]


def facts(pdf: Path) -> str:
    """What the file says of itself, its metadata included."""
    return (_run("pdfinfo", "-rawdates", str(pdf)) + _run("pdfinfo", "-meta", str(pdf))).decode()


def ink(pdf: Path, page: int, dpi: int = 144) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn between header and page number, in mm."""
    command = ("pdftoppm", "-r", str(dpi), "-gray", "-f", str(page), "-l", str(page), str(pdf))
    data = _run(*command)
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    assert head is not None
    wide, high = int(head[1]), int(head[2])
    grey = np.frombuffer(data[head.end() :], dtype=np.uint8).reshape(high, wide) < 128
    first, last = round(29 / 25.4 * dpi), round(266 / 25.4 * dpi)
    body = grey[first:last]
    columns, rows = np.flatnonzero(body.any(axis=0)), np.flatnonzero(body.any(axis=1)) + first
    edges = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    left, top, right, bottom = (float(one) / dpi * 25.4 for one in edges)
    return left, top, right, bottom


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout
