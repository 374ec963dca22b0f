"""The growth curve as a picture: both axes in powers of ten, a line for each read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from benchmarks.nation import BANNER

WIDTH, HEIGHT = 960, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 250, 50, 60
_LINES = (
    "#1F5FA8", "#C77700", "#1B7F5C", "#B3261E", "#7C5CBF", "#2F6DB5", "#6B7280", "#A0522D",
    "#00838F", "#AD1457", "#558B2F", "#4527A0", "#EF6C00",
)  # fmt: skip
_DASHES = ("", "6 3", "2 3")
_TIERS = {1: "一个旗", 9: "一个市", 103: "一个自治区", 1_218: "全国"}
_GAP = 13.0


@dataclass(frozen=True)
class Curve:
    """Milliseconds (p95) of a read by the number of banners."""

    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class _Axes:
    """Where a number of banners and a time lie in the picture."""

    banners: tuple[int, ...]
    low: int
    high: int

    def x(self, banners: int) -> float:
        first, last = log10(self.banners[0]), log10(self.banners[-1])
        return _LEFT + (log10(banners) - first) / (last - first) * (WIDTH - _LEFT - _RIGHT)

    def y(self, ms: float) -> float:
        share = (log10(ms) - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def drawn(curves: Sequence[Curve]) -> str:
    """SVG; labels stand at the ends of their lines and never on one another."""
    times = [ms for one in curves for _, ms in one.points]
    axes = _Axes(
        tuple(sorted({banners for one in curves for banners, _ in one.points})),
        floor(log10(min(times))),
        ceil(log10(max(times))),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="Noto Sans CJK SC, Noto Sans SC, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        '<text x="16" y="26" font-size="16">数据增长,按键读取的 p95(毫秒,八个客户,两轴对数)</text>',
        *_grid(axes),
    ]
    places = _apart({one.name: axes.y(one.points[-1][1]) for one in curves})
    for number, one in enumerate(curves):
        parts += _line(axes, one, number, places[one.name])
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(axes: _Axes) -> list[str]:
    parts = []
    right = WIDTH - _RIGHT
    for power in range(axes.low, axes.high + 1):
        y = axes.y(10.0**power)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="#D9DEE5"/>')
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for banners in axes.banners:
        x = axes.x(banners)
        values = f"{banners * BANNER / 10_000:,.4g} 万个值"
        parts.append(f'<path d="M{x:.1f} {_TOP}V{HEIGHT - _BOTTOM}" stroke="#D9DEE5"/>')
        for line, text in enumerate((_TIERS.get(banners, f"{banners} 个旗"), values)):
            y = HEIGHT - _BOTTOM + 20 + 18 * line
            parts.append(f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{text}</text>')
    return parts


def _line(axes: _Axes, one: Curve, number: int, label: float) -> list[str]:
    colour, dash = _LINES[number % len(_LINES)], _DASHES[number % len(_DASHES)]
    points = " ".join(f"{axes.x(b):.1f},{axes.y(ms):.1f}" for b, ms in one.points)
    x, y = axes.x(one.points[-1][0]), axes.y(one.points[-1][1])
    grown = one.points[-1][1] / one.points[0][1]
    said = escape(f"{one.name} {one.points[-1][1]:.1f}({grown:.1f} 倍)")
    return [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"'
        f' stroke-dasharray="{dash}"/>',
        f'<path d="M{x + 2:.1f} {y:.1f}L{x + 14:.1f} {label:.1f}" stroke="{colour}"/>',
        f'<text x="{x + 17:.1f}" y="{label + 4:.1f}" fill="{colour}">{said}</text>',
    ]


def _apart(wanted: dict[str, float]) -> dict[str, float]:
    """Each label as near its line's end as the others leave room for."""
    places: dict[str, float] = {}
    last = _TOP - _GAP
    for name in sorted(wanted, key=lambda one: wanted[one]):
        last = places[name] = max(wanted[name], last + _GAP)
    over = last - (HEIGHT - _BOTTOM)
    return {name: y - max(over, 0) for name, y in places.items()}
