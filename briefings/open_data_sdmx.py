"""SDMX-CSV 2.0 with its structure (SDMX-JSON 2.0): dimensions, attributes, code lists."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from briefings.data_table import inert
from briefings.open_data import OpenData
from briefings.open_data_licence import Licence, credit, demo_note
from briefings.open_data_structure import AGENCY, FLOWS, VERSION, Flow, Part, structures
from observations.period import ReportingPeriod

STRUCTURE = "structure.json"
SPOKEN = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/"
    "tools/schemas/2.0.0/sdmx-json-structure-schema.json"
)
"""The message's kind, as readers recognise it; nothing is fetched from there."""
INFORMATION = "I"  # SDMX-CSV's action: what is told, nothing is asked to be changed


def sdmx(data: OpenData, licence: Licence) -> dict[str, bytes]:
    """Files by name: the structure and a CSV of every dataflow, UTF-8, RFC 4180 with CRLF."""
    message = {
        "meta": {
            "schema": SPOKEN,
            "id": f"CITYPLAN-{data.updated:%Y%m%d}",
            "test": data.demo,
            "prepared": f"{data.updated.isoformat()}T00:00:00+08:00",
            "contentLanguages": ["zh"],
            "sender": {"id": AGENCY, "name": data.issuer},
            "name": f"{demo_note(data)}{data.plan}",
        },
        "data": structures(data, _about(data, licence)),
    }
    text = json.dumps(message, ensure_ascii=False, indent=1) + "\n"
    flows = {f"{flow.table}.csv": _csv(data, flow) for flow in FLOWS}
    return {STRUCTURE: text.encode(), **flows}


def _about(data: OpenData, licence: Licence) -> list[dict[str, str]]:
    notes = {
        "SOURCE": credit(data),
        "LICENCE": f"{licence.title}({licence.id}){licence.address}",
    }
    return [{"id": name, "type": name, "text": text} for name, text in notes.items()]


def _csv(data: OpenData, flow: Flow) -> bytes:
    saved = io.StringIO(newline="")
    out = csv.writer(saved)
    out.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *(one.id for one in flow.parts)])
    name = f"{AGENCY}:{flow.id}({VERSION})"
    for row in data.tables[flow.table].records():
        out.writerow(["dataflow", name, INFORMATION, *_cells(flow, row)])
    return saved.getvalue().encode()


def _cells(flow: Flow, row: Mapping[str, str]) -> Iterator[str]:
    for part in flow.parts:
        yield _cell(part, row)


def _cell(part: Part, row: Mapping[str, str]) -> str:
    text = row[part.column]
    if part.id == "FREQ":
        return ReportingPeriod.parse(text).frequency.value
    return inert(text) if part.type == "String" else text
