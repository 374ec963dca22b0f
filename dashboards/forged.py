"""Callback requests that no page of ours would send: refused with 400 before Dash sees them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.exceptions import BadRequest

from dashboards.address import storable

MAX_PARTS = 50
MAX_ELEMENTS = 500
TICK = ".n_intervals"
Scalar = (str, int, float, bool, type(None))


def check_request(raw: bytes, callbacks: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The request; raise `BadRequest` unless `raw` is a callback request for one of `callbacks`.

    Ids and properties must be the declared ones and values plain: Dash itself answers a
    misshapen request with 500.
    """
    body = _parse(raw)
    _check_texts(body)
    declared = callbacks.get(_text(body, "output"))
    if declared is None or "callback" not in declared:  # without one it runs in the browser
        raise BadRequest("没有这个操作")
    _check_parts(body.get("inputs", []), declared["inputs"])
    _check_parts(body.get("state", []), declared.get("state", []))
    _check_outputs(body)
    _check_changed(body)
    return body


def by_clock(body: Mapping[str, Any]) -> bool:
    """True when a request that was checked comes of a page's own ticking, of nobody's hand."""
    changed = body.get("changedPropIds", [])
    return bool(changed) and all(one.endswith(TICK) for one in changed)


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRequest("请求不是有效的 JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("请求格式不对")
    return body


def _check_texts(body: object) -> None:
    """No text may hold what no database and no UTF-8 can: a lone surrogate or NUL."""
    rest = [body]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            rest += one
        elif isinstance(one, str) and not storable(one):
            raise BadRequest("请求的值不对")


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest("请求格式不对")
    return value


def _is_list(value: object, most: int) -> bool:
    return isinstance(value, list) and len(value) <= most


def _check_parts(given: Any, declared: Sequence[Mapping[str, str]]) -> None:
    if not _is_list(given, MAX_PARTS) or len(given) != len(declared):
        raise BadRequest("请求的参数个数不对")
    for part, promise in zip(given, declared, strict=True):
        for one in _elements(part, promise["id"]):
            _check_part(one, promise)


def _elements(part: Any, declared_id: str) -> list[Any]:
    """A wildcard over all components sends a list; everything else one part."""
    if '["ALL"]' in declared_id:
        if not _is_list(part, MAX_ELEMENTS):
            raise BadRequest("请求格式不对")
        return list(part)
    return [part]


def _check_part(part: Any, promise: Mapping[str, str]) -> None:
    if not isinstance(part, dict) or part.get("property") != promise["property"]:
        raise BadRequest("请求的参数不对")
    if not _same_id(part.get("id"), promise["id"]):
        raise BadRequest("请求的参数不对")
    if not isinstance(part.get("value"), Scalar):
        raise BadRequest("请求的值不对")


def _same_id(given: Any, declared: str) -> bool:
    if not declared.startswith("{"):
        return bool(given == declared)
    pattern = json.loads(declared)
    if not isinstance(given, dict) or given.keys() != pattern.keys():
        return False
    return all(
        isinstance(given[key], str) if isinstance(wanted, list) else given[key] == wanted
        for key, wanted in pattern.items()
    )


def _check_changed(body: Mapping[str, Any]) -> None:
    """What is said to have changed must be one of the inputs sent."""
    changed = body.get("changedPropIds", [])
    if not _is_list(changed, MAX_ELEMENTS):
        raise BadRequest("请求格式不对")
    sent = [
        (part["id"], part["property"])
        for given in body.get("inputs", [])
        for part in (given if isinstance(given, list) else [given])
    ]
    if not all(_named(one) in sent for one in changed):
        raise BadRequest("请求格式不对")


def _named(changed: Any) -> tuple[Any, str]:
    if not isinstance(changed, str):
        raise BadRequest("请求格式不对")
    identity, _, prop = changed.rpartition(".")
    if not identity.startswith("{"):
        return identity, prop
    return _parse(identity.encode()), prop


def _check_outputs(body: Mapping[str, Any]) -> None:
    """Concrete outputs must belong to the callback named: one flat level of ids."""
    outputs = body.get("outputs")
    parts = outputs if isinstance(outputs, list) else [outputs]
    names = _output_names(body["output"])
    if len(parts) != len(names):
        raise BadRequest("请求的输出不对")
    for part, name in zip(parts, names, strict=True):
        declared, _, prop = name.rpartition(".")
        wanted = {"id": declared.replace("\\.", "."), "property": prop.split("@")[0]}
        if not isinstance(part, dict) or part.get("property") != wanted["property"]:
            raise BadRequest("请求的输出不对")
        if not _same_id(part.get("id"), wanted["id"]):
            raise BadRequest("请求的输出不对")


def _output_names(output: str) -> list[str]:
    return output[2:-2].split("...") if output.startswith("..") else [output]
