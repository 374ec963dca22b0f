"""What the program is made of: a CycloneDX 1.6 bill of materials and a list of licences.

`python -m deploy.sbom` writes both for what the program needs to run, as it is installed here.
The suite holds the document to CycloneDX's own schema. A bundle brings its own, with the hash of
each wheel in it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.bundle.wheels import needed

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "sbom"
UNKNOWN = "未写明"
_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562: names that are URLs
_SPDX = re.compile(r"(?:[A-Za-z0-9.+-]+)(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*\Z")
_BEGINS = (("The MIT License", "MIT"), ("MIT License", "MIT"), ("Apache License", "Apache-2.0"))
_CLASSIFIED = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
}


def main() -> int:
    """Write the bill and the list, say where."""
    OUT.mkdir(parents=True, exist_ok=True)
    made = bill(ROOT, installed(), {})
    (OUT / "cityplan.cdx.json").write_text(printed(made), "utf-8")
    (OUT / "licences.md").write_text(licences(made), "utf-8")
    sys.stdout.write(f"{len(made['components'])} 个部件:{OUT}/cityplan.cdx.json、licences.md\n")
    return 0


def installed() -> dict[str, Distribution]:
    """What the program needs on this machine, as it is installed, by canonical name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {name: distribution(name) for name in needed(project["dependencies"], here=True)}


def bill(
    source: Path, found: Mapping[str, Distribution], hashes: Mapping[str, str]
) -> dict[str, Any]:
    """The bill of the project at `source`, of the distributions `found` by canonical name.

    `hashes` are SHA-256 of wheels by `name@version`, where they are known.
    """
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
    names = sorted(found)
    parts = [_part(found[name], hashes) for name in names]
    refs = {str(canonicalize_name(one["name"])): str(one["bom-ref"]) for one in parts}
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    lock = (source / "requirements.lock").read_text("utf-8")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, own + lock)}",
        "version": 1,
        "metadata": {
            "timestamp": _moment(),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": own,
            },
        },
        "components": parts,
        "dependencies": [
            {"ref": own, "dependsOn": _refs(project["dependencies"], refs)},
            *(
                {"ref": refs[name], "dependsOn": _refs(found[name].requires or (), refs)}
                for name in names
            ),
        ],
    }


def printed(document: Mapping[str, Any]) -> str:
    """The document as a file holds it."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def licences(document: Mapping[str, Any]) -> str:
    """One line a component, for people."""
    rows = (
        f"| {one['name']} | {one['version']} | {said(one)} |\n" for one in document["components"]
    )
    return "# 依赖的许可\n\n| 部件 | 版本 | 许可 |\n|---|---|---|\n" + "".join(rows)


def said(component: Mapping[str, Any]) -> str:
    """The licence of a component of the bill in one word or expression."""
    one = component["licenses"][0]
    return str(one.get("expression") or one["license"].get("id") or one["license"]["name"])


def _part(found: Distribution, hashes: Mapping[str, str]) -> dict[str, Any]:
    name, version = found.metadata["Name"], found.version
    key = f"{canonicalize_name(name)}@{version}"
    purl = f"pkg:pypi/{key}"
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [_licence(found)],
        "purl": purl,
    }
    if key in hashes:
        told["hashes"] = [{"alg": "SHA-256", "content": hashes[key]}]
    return told


def _licence(found: Distribution) -> dict[str, Any]:
    """As the distribution states it: an SPDX expression, else a known id, else its own words."""
    expression = _field(found, "License-Expression")
    if expression:
        return {"expression": expression}
    text = _field(found, "License")
    for begins, known in _BEGINS:
        if text.startswith(begins):
            return {"license": {"id": known}}
    stated = next(_classified(found), "")
    if stated in _CLASSIFIED:
        return {"license": {"id": _CLASSIFIED[stated]}}
    if text != "BSD" and _SPDX.match(text):
        return {"expression": text}
    return {"license": {"name": stated or text.partition("\n")[0] or UNKNOWN}}


def _field(found: Distribution, name: str) -> str:
    return next(iter(found.metadata.get_all(name) or ()), "").strip()


def _classified(found: Distribution) -> Iterator[str]:
    for line in found.metadata.get_all("Classifier") or ():
        if line.startswith("License :: "):
            yield line.rpartition(" :: ")[2]


def _refs(lines: Any, refs: Mapping[str, str]) -> list[str]:
    names = {canonicalize_name(Requirement(line).name) for line in lines}
    return sorted(refs[name] for name in names if name in refs)


def _moment() -> str:
    """The commit's, so that the same checkout says the same; now where there is no history."""
    asked = ("git", "log", "-1", "--format=%ct")
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    at = float(told.stdout) if told.returncode == 0 else datetime.now(UTC).timestamp()
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    raise SystemExit(main())
