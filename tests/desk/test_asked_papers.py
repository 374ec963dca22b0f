"""Papers written on demand: each post is offered what it may read, and gets that and no more."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from desk.asked_papers import AskedPaper, Offer, offers, office_offers, paper_file
from desk.assess import assess_period
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from tests.dashboards import town as halls

Q3 = "2024-Q3"


@pytest.fixture(scope="module")
def hall(first_town: Path, tmp_path_factory: pytest.TempPathFactory) -> halls.Town:
    town = halls.copied(first_town, tmp_path_factory.mktemp("asked"))
    assess_period(town.desk, town.posts["desk"], ReportingPeriod.parse(Q3))
    return town


def told(found: tuple[Offer, ...]) -> dict[str, list[str]]:
    return {one.kind: [str(period) for period in one.periods] for one in found}


def test_whoever_decides_for_all_is_offered_what_can_be_written_today(hall: halls.Town) -> None:
    for post in ("desk", "leader"):
        found = told(offers(hall.desk, hall.posts[post]))
        assert found["onepage"][0] == Q3
        assert set(found) <= {"monthly", "onepage"}, "no year is over, the plan is not"
    for post in (f"clerk:{hall.office}", f"reviewer:{hall.office}"):
        assert offers(hall.desk, hall.posts[post]) == ()


def test_every_offer_can_be_had_in_every_format_it_names(hall: halls.Town) -> None:
    desk, leader = hall.desk, hall.posts["leader"]
    found = (*offers(desk, leader), *office_offers(desk, leader, hall.office))
    assert {one.kind for one in found} >= {"onepage", "office"}
    for one in found:
        asked = AskedPaper(one.kind, str(one.periods[0]), one.office)
        for form in one.formats:
            made = paper_file(desk, leader, asked, form)
            assert made.name.endswith(f".{form}")
            assert one.name in made.name
            assert sound(form, made.data), (one.kind, form)


def sound(form: str, data: bytes) -> bool:
    if form in ("docx", "xlsx"):
        return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    if form == "json":
        return bool(json.loads(data))
    return data.startswith({"pdf": b"%PDF-", "png": b"\x89PNG", "html": b"<!doctype html>"}[form])


def test_an_office_is_offered_its_own_sheet_and_nobody_elses(hall: halls.Town) -> None:
    desk, clerk = hall.desk, hall.posts[f"clerk:{hall.office}"]
    (own,) = office_offers(desk, clerk, hall.office)
    assert str(own.periods[0]) == Q3
    assert office_offers(desk, clerk, hall.other) == ()
    with pytest.raises(Refused, match="无权办理"):
        paper_file(desk, clerk, AskedPaper("office", Q3, hall.other), "json")
    for kind in ("monthly", "onepage", "annual", "final"):
        period = {"annual": "2024", "final": "2025", "monthly": "2024-09"}.get(kind, Q3)
        with pytest.raises(Refused):
            paper_file(desk, clerk, AskedPaper(kind, period), "json")


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        (AskedPaper("weekly", Q3), "pdf"),
        (AskedPaper("onepage", Q3), "docx"),
        (AskedPaper("monthly", "2024-09"), "exe"),
        (AskedPaper("office", Q3), "pdf"),
        (AskedPaper("office", Q3, "nobody"), "pdf"),
        (AskedPaper("onepage", Q3, "housing"), "pdf"),
        (AskedPaper("annual", "两千年"), "pdf"),
        (AskedPaper("final", "2019"), "pdf"),
    ],
)
def test_what_there_is_not_is_refused_in_words(
    hall: halls.Town, asked: AskedPaper, form: str
) -> None:
    with pytest.raises(UserError) as refused:
        paper_file(hall.desk, hall.posts["desk"], asked, form)
    assert refused.value.what
    assert refused.value.cure
