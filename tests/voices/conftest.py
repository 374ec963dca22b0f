"""The hall of the desk, for the way from ballots to a verdict."""

from tests.desk.conftest import one_hall

__all__ = ["one_hall"]
