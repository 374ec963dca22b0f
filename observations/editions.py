"""Every edition of our own form's headings, and which of them a form handed in is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from observations.layout import Column, FormEdition, Layout, LayoutRow, folded
from observations.manifest import Manifest, ManifestRow

_TABLE = Path(__file__).with_name("editions.yaml")
_FIRST = "1"  # forms of the first edition wrote no number before their hash


def read_editions(path: Path = _TABLE) -> tuple[FormEdition, ...]:
    """The editions of a file such as `editions.yaml`, oldest first."""
    table = yaml.safe_load(path.read_text("utf-8"))
    return tuple(
        FormEdition(
            id=one["id"],
            columns=tuple(
                Column(**{**column, "aliases": tuple(column.get("aliases", ()))})
                for column in one["columns"]
            ),
            nil_report=one["nil_report"],
        )
        for one in table["editions"]
    )


FORM_EDITIONS: tuple[FormEdition, ...] = read_editions()
FORM_COLUMNS: tuple[Column, ...] = FORM_EDITIONS[-1].columns


@dataclass(frozen=True)
class Held:
    """A form as the edition that was handed in prints it.

    `layout` has that edition's columns and rows. `known`: False for an edition that never
    was. `fresh`: names of today's rows it did not ask; `dropped`: its rows that nobody asks.
    """

    layout: Layout
    known: bool = True
    older: bool = False
    fresh: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def held_edition(layout: Layout, manifest: Manifest | None, headings: Iterable[str]) -> Held:
    """The edition that `manifest` names, else the newest that has exactly these headings."""
    editions = layout.editions or FORM_EDITIONS
    if manifest is None:
        form = _by_headings(editions, {folded(heading) for heading in headings})
        columns = with_all_words(form.columns, editions)
        return Held(replace(layout, columns=columns), older=form is not editions[-1])
    written, dot, _ = manifest.edition.partition(".")
    form = next((e for e in editions if e.id == (written if dot else _FIRST)), editions[-1])
    known = not dot or form.id == written
    columns = with_all_words(form.columns, editions)
    if manifest.edition == layout.edition or not known:
        return Held(replace(layout, columns=columns), known)
    return _older(replace(layout, columns=columns), manifest)


def with_all_words(
    columns: Sequence[Column], editions: Sequence[FormEdition]
) -> tuple[Column, ...]:
    """The columns, each also known by what any edition calls it."""
    words: dict[str, tuple[str, ...]] = {}
    for edition in editions:
        for column in edition.columns:
            words[column.id] = (*words.get(column.id, ()), column.heading, *column.aliases)
    return tuple(replace(c, aliases=tuple(dict.fromkeys(words[c.id]))) for c in columns)


def every_column(editions: Sequence[FormEdition]) -> tuple[Column, ...]:
    """Each column of any edition once, by every word for it: to find a form at all."""
    columns = {column.id: column for edition in editions for column in edition.columns}
    return with_all_words(tuple(columns.values()), editions)


def _by_headings(editions: Sequence[FormEdition], headings: set[str]) -> FormEdition:
    def differs(edition: FormEdition) -> int:
        words = [{folded(w) for w in (c.heading, *c.aliases)} for c in edition.columns]
        missing = sum(not one & headings for one in words)
        return missing + len(headings - set().union(*words))

    return min(reversed(editions), key=differs)


def _older(layout: Layout, manifest: Manifest) -> Held:
    """The rows as that edition printed them; only those that are still asked are read."""
    today = {row.key: row for row in layout.rows}
    rows = tuple(_as_printed(today[one.key], one) for one in manifest.rows if one.key in today)
    asked = {one.key for one in manifest.rows}
    return Held(
        replace(layout, rows=rows),
        older=True,
        fresh=tuple(row.name for row in layout.rows if row.key not in asked),
        dropped=tuple(one.name for one in manifest.rows if one.key not in today),
    )


def _as_printed(row: LayoutRow, sent: ManifestRow) -> LayoutRow:
    number = int(sent.number) if sent.number.isascii() and sent.number.isdigit() else row.number
    return replace(row, number=number, name=sent.name)
