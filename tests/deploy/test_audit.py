"""What is asked about known vulnerabilities, and what is said when nobody can be asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from deploy.audit import NONE, SOME, UNASKED, main, told

REPORT: dict[str, Any] = {
    "dependencies": [
        {"name": "sound", "version": "1.0", "vulns": []},
        {
            "name": "leaky",
            "version": "2.0",
            "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2.1"], "aliases": []}],
        },
    ]
}


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    code, words = told(REPORT)
    assert code == SOME
    assert "leaky 2.0:PYSEC-2026-1;升到 2.1" in words and "sound" not in words


def test_a_package_the_service_does_not_know_is_not_taken_for_a_sound_one() -> None:
    """pip-audit itself ends well then: "No known vulnerabilities found"."""
    sound = REPORT["dependencies"][0]
    strange = {"name": "strange", "skip_reason": "Dependency not found on PyPI"}
    code, words = told({"dependencies": [sound, strange]})
    assert code == UNASKED
    assert "查了 1 个依赖" in words and "另有 1 个漏洞库里查不到" in words
    assert told({"dependencies": [sound]})[0] == NONE


def test_what_cannot_be_asked_is_one_plain_sentence_and_no_finding(tmp_path: Path) -> None:
    said: list[str] = []
    assert main(tmp_path / "no.lock", said.append) == UNASKED
    (words,) = said
    assert words.startswith("没有查成已知漏洞:")
    assert "Traceback" not in words and words.endswith("。\n")
