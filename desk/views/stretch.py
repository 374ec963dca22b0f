"""A long list of which only the stretch that is looked at is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Stretched(Sequence[T], Generic[T]):
    """`count` rows, read by `read(limit, offset)` when they are asked for; limit None: all."""

    def __init__(self, count: int, read: Callable[[int | None, int], tuple[T, ...]]) -> None:
        self._count, self._read = count, read

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return iter(self._read(None, 0))

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            first, last, each = place.indices(self._count)
            return self._read(max(last - first, 0), first)[::each]
        first = range(self._count)[place]
        return self._read(1, first)[0]
