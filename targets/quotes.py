"""Finding a quote in the document: verbatim but for white space and line breaks."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]  # offsets into the document's text, end exclusive


def fold(text: str) -> str:
    """`text` without any white space: page breaks cut words and sentences in two."""
    return "".join(text.split())


@dataclass(frozen=True)
class Folded:
    """A stretch of the document without white space; `offsets` leads back to the document."""

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, document: str, start: int = 0, end: int | None = None) -> Folded:
        """Fold `document[start:end]`."""
        stop = len(document) if end is None else end
        kept = [i for i in range(start, stop) if not document[i].isspace()]
        return cls("".join(document[i] for i in kept), tuple(kept))

    def spans(self, quote: str) -> tuple[Span, ...]:
        """Every place in the document where `quote` stands."""
        wanted = fold(quote)
        found: list[Span] = []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            found.append((self.offsets[at], self.offsets[at + len(wanted) - 1] + 1))
            at = self.text.find(wanted, at + 1)
        return tuple(found)


def inside(inner: Span, outer: Span) -> bool:
    """True when `inner` lies within `outer`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]
