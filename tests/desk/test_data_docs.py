"""Data Docs: a page a batch, drawn when nothing waits, shown to whom the delivery concerns."""

from __future__ import annotations

import pytest

from desk.data_docs import Draughtsman, data_docs
from desk.intake import receive
from observations.errors import UserError
from tests.desk.hall import Hall


def test_a_judged_form_has_its_page_once_the_worker_is_idle(hall: Hall) -> None:
    office, stranger = "sanitation", "housing"
    mine = hall.hand_in(hall.form(office), hall.clerk(office))
    clerk = hall.clerk(office)
    with pytest.raises(UserError, match="还没有画好") as early:
        data_docs(hall.desk, clerk, mine.id, draw=False)
    assert "cityplan quality docs" in early.value.cure
    idle = Draughtsman(hall.desk)
    assert not idle.step()
    idle.look()
    assert idle.step()
    assert not idle.step()
    page = data_docs(hall.desk, clerk, mine.id, draw=False)
    assert page is not None
    text = page.data.decode()
    assert "2024-10-14 09:00 判定,本批来件 1 份" in text
    assert "规则版本" in text
    assert data_docs(hall.desk, hall.clerk(stranger), mine.id, draw=False) is None
    assert data_docs(hall.desk, clerk, "R-none", draw=False) is None
    idle.look()
    assert not idle.step(), "what is drawn is not drawn again"


def test_what_still_waits_has_no_page(hall: Hall) -> None:
    clerk, path = hall.clerk("sanitation"), hall.form("sanitation")
    waiting = receive(hall.desk, clerk, path, path.name)
    with pytest.raises(UserError, match="没有核验记录"):
        data_docs(hall.desk, clerk, waiting.id, draw=True)
