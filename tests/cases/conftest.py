"""The hall of the desk's tests."""

from tests.desk.conftest import hall, one_hall

__all__ = ["hall", "one_hall"]
