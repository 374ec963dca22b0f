"""Notes on cells: the comments part and its legacy drawing, joined with those that are there."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from observations.address import Address, a1, position
from observations.marking.cells import Scan
from observations.marking.drawing import new_drawing, with_notes
from observations.marking.package import Package
from observations.marking.xml import Node, Splices, content, parse, prefixed

MARKER = "【退回单】"
CORRECTED = f"{MARKER}\n上次的问题已改正"
_AUTHOR = "退回单"
_LONGEST = 32_000
_NEW = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<authors></authors><commentList></commentList></comments>"
)
_RUN = (
    '<r><rPr><sz val="9"/><rFont val="宋体"/><family val="2"/></rPr>'
    '<t xml:space="preserve">{}</t></r>'
)


def annotate(package: Package, part: str, found: Scan, notes: Mapping[Address, str]) -> str:
    """Put `notes` on cells of the sheet `part`; the id of a new legacy drawing, else empty.

    A note that is there is kept, ours below it; a cell with a conversation (threaded comment)
    keeps it alone, as the program shows nothing else there.
    """
    name = package.related(part, "comments")
    if name is None and not notes:
        return ""
    data = package.read(name) if name else _NEW.encode()
    shown, data = _written(data, notes)
    if name is None:
        name = package.beside(package.book, "comments", ".xml")
        package.relate(part, "comments", name)
        package.declare(name, "comments")
    package.write(name, data)
    return _drawn(package, part, found, shown) if shown else ""


def _written(data: bytes, notes: Mapping[Address, str]) -> tuple[list[Address], bytes]:
    """The comments part with the notes in it, and the cells that had none before."""
    root = parse(data)
    authors, listed = root.child("authors"), root.child("commentList")
    if authors is None or listed is None:
        raise ValueError("no comments in the comments part")
    splices, left = Splices(data), dict(notes)
    names = [one.text for one in authors.children]
    for comment in listed.children:
        at = position(comment.attributes["ref"])
        author = int(comment.attributes.get("authorId", "0"))
        if author < len(names) and names[author].startswith("tc="):
            left.pop(at, None)
        else:
            _join(splices, comment, left.pop(at, None))
    if left:
        splices.append_to(authors, prefixed(f"<author>{_AUTHOR}</author>", root.prefix))
        made = "".join(_comment(at, len(names), note) for at, note in sorted(left.items()))
        splices.append_to(listed, prefixed(made, root.prefix))
    return sorted(left), splices.done()


def _comment(at: Address, author: int, note: str) -> str:
    text = _run(note)
    return f'<comment ref="{a1(*at)}" authorId="{author}" shapeId="0"><text>{text}</text></comment>'


def _run(text: str) -> str:
    return _RUN.format(content(text[:_LONGEST]))


def _join(splices: Splices, comment: Node, note: str | None) -> None:
    """Our note below the office's; one of an earlier return is replaced, or closed."""
    text = comment.child("text")
    if text is None:
        return
    said = _said(text)
    if MARKER in said:
        kept = said.partition(MARKER)[0].rstrip()
        new = f"{kept}\n\n{note or CORRECTED}" if kept else note or CORRECTED
        whole = f"<text>{_run(new)}</text>"
        splices.replace(text.start, text.end, prefixed(whole, text.prefix))
    elif note is not None:
        _below(splices, text, f"\n\n{note}")


def _below(splices: Splices, text: Node, note: str) -> None:
    """A run behind the runs; plain text becomes a run itself, as runs follow none."""
    plain = text.child("t")
    if plain is not None:
        splices.insert(plain.start, prefixed("<r>", text.prefix))
        splices.insert(plain.end, prefixed("</r>", text.prefix))
    run = prefixed(_run(note), text.prefix)
    phonetic = [one for one in text.children if one.name in ("rPh", "phoneticPr")]
    if phonetic:
        splices.insert(phonetic[0].start, run)
    else:
        splices.append_to(text, run)


def _said(text: Node) -> str:
    return "".join(
        part.text
        for one in text.children
        for part in ([one] if one.name == "t" else one.all("t") if one.name == "r" else [])
    )


def _drawn(package: Package, part: str, found: Scan, shown: list[Address]) -> str:
    """The boxes of new notes; the id of the relationship when the drawing is new."""
    targets = {one.id: one.target for one in package.relations(part)}
    name = targets.get(found.legacy, "")
    drawings = [package.raw(one) for one in package.names() if one.lower().endswith(".vml")]
    if name:
        package.write(name, with_notes(package.raw(name), shown, found, drawings))
        return ""
    folder = posixpath.join(posixpath.dirname(package.book), "drawings", "any")
    name = package.beside(folder, "vmlDrawing", ".vml")
    package.write(name, with_notes(new_drawing(), shown, found, drawings))
    package.declare_drawings()
    return package.relate(part, "vmlDrawing", name)
