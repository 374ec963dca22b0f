"""`cityplan map load|show`, as a script and as a person call them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from desk.handle import SHANGHAI
from desk.settings import Settings
from desk.setup import start
from flows.cli import run

TODAY = datetime(2024, 10, 14, 9, tzinfo=SHANGHAI)
RING = [[109.0, 39.0], [110.0, 39.0], [110.0, 40.0], [109.0, 39.0]]
AREA = {
    "type": "Feature",
    "properties": {"adcode": 150627, "代码": 150602},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}


def test_a_map_is_loaded_shown_and_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITYPLAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CITYPLAN_NOW", "2024-10-14T09:00")
    start(Settings(home=tmp_path / "home"), "demo", lambda: TODAY)
    file = tmp_path / "旗.geojson"
    file.write_text(json.dumps(AREA), "utf-8")

    def said(*words: str) -> tuple[int, str]:
        code, out = run(list(words)), capsys.readouterr()
        return code, out.out + (out.err if code else "")

    assert "还没有载入地图" in said("map", "show")[1]
    assert json.loads(said("map", "show", "--json")[1]) == {"map": None}
    code, text = said("map", "load", str(file))
    assert code == 0
    assert "已载入地图:1 个地区" in text and "康巴什区" in text and "送审" in text
    assert "1 areas" in said("map", "show", "--lang", "en")[1]
    document = json.loads(said("map", "load", str(file), "--field", "代码", "--json")[1])
    assert document["drawn"] == ["东胜区"]
    assert json.loads(said("map", "show", "--json")[1])["map"]["points"] == {"150602": 3}
    code, text = said("map", "load", str(file), "--field", "无")
    assert code != 0
    assert "没有方案的地区" in text
    assert said("map", "load", str(tmp_path / "无.geojson"))[0] != 0
