"""Known vulnerabilities of what the lock installs: `python -m deploy.audit`.

Asks pip-audit, which asks a public advisory service; nothing but names and versions goes out. Its
exit code: 0 none known, 1 some are, 2 could not be asked: no network, no pip-audit here, or a
service that does not know the packages (pip-audit itself says "no known vulnerabilities" then).
The last is said in one sentence and is for whoever runs it to weigh, not a finding.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
SECONDS = 300
NONE, SOME, UNASKED = 0, 1, 2
CURE = "在能连上漏洞库的机器上再查一次,其余检查不受影响"


@dataclass(frozen=True)
class Known:
    """A published vulnerability of an installed version, and the versions that mend it."""

    package: str
    version: str
    name: str
    mended: tuple[str, ...]


def main(lock: Path = LOCK, say: Callable[[str], object] = sys.stdout.write) -> int:
    """Ask about every pin of the lock; the exit code as above."""
    answer, why = asked(lock)
    code, words = (UNASKED, f"没有查成已知漏洞:{why}。{CURE}。") if answer is None else told(answer)
    say(words + "\n")
    return code


def told(answer: dict[str, Any]) -> tuple[int, str]:
    """Exit code and words for a report; what the service does not know counts as not asked."""
    found = known(answer)
    passed = [one["name"] for one in answer["dependencies"] if "skip_reason" in one]
    lines = [f"查了 {len(answer['dependencies']) - len(passed)} 个依赖,已知漏洞 {len(found)} 个。"]
    for one in found:
        cure = f"升到 {'、'.join(one.mended)}" if one.mended else "尚无修复的版本,评估是否用到"
        lines.append(f"{one.package} {one.version}:{one.name};{cure}")
    if passed:
        some = "、".join(passed[:5])
        lines.append(f"另有 {len(passed)} 个漏洞库里查不到,没有查成:{some}。{CURE}。")
    return (SOME if found else UNASKED if passed else NONE), "\n".join(lines)


def asked(lock: Path) -> tuple[dict[str, Any] | None, str]:
    """pip-audit's report; None with the reason when there is none."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip",
            "--require-hashes", "--progress-spinner", "off", "--format", "json",
            "--output", str(report),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return None, f"{SECONDS}秒没有答复"
        try:
            return json.loads(report.read_text("utf-8")), ""
        except (FileNotFoundError, ValueError):
            return None, _reason(done.stderr)


def known(answer: dict[str, Any]) -> tuple[Known, ...]:
    """What the report tells of, by package."""
    return tuple(
        Known(one["name"], one["version"], fault["id"], tuple(fault["fix_versions"]))
        for one in answer["dependencies"]
        for fault in one.get("vulns", ())
    )


def _reason(said: str) -> str:
    if "No module named pip_audit" in said:
        return "本环境没有 pip-audit"
    if any(word in said for word in ("ConnectionError", "Timeout", "NameResolution")):
        return "漏洞库没有应答(网络不通,或被代理拦住)"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return f"pip-audit 没有做成({lines[-1][:200] if lines else '没有说明'})"


if __name__ == "__main__":
    raise SystemExit(main())
