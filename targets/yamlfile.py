"""Reading a plan's YAML: `observations.yamlfile` under the name that the plan's modules use."""

from observations.yamlfile import (
    MAX_BYTES,
    MAX_TEXT_BYTES,
    Document,
    Place,
    Route,
    Step,
    bounded,
    parse_yaml,
    read_yaml,
    resolve,
    written,
)

__all__ = [
    "MAX_BYTES",
    "MAX_TEXT_BYTES",
    "Document",
    "Place",
    "Route",
    "Step",
    "bounded",
    "parse_yaml",
    "read_yaml",
    "resolve",
    "written",
]
