"""`/metrics` for a Prometheus server: the installation's vitals, by an official post's token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from dashboards import bearer, scope
from dashboards.answers import answered

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.vitals import Vital


class _Vitals(Collector):
    def __init__(self, vitals: tuple[Vital, ...]) -> None:
        self.vitals = vitals

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for one in self.vitals:
            family = GaugeMetricFamily(one.name, one.says, labels=[one.label] if one.label else [])
            for label, value in one.values.items():
                family.add_metric([label] if one.label else [], value)
            yield family


def blueprint(desk: Desk) -> Blueprint:
    """The gauges are read from the ledger at each scrape, so every web process says the same."""
    routes = Blueprint(bearer.METRICS, __name__)

    @routes.get("/metrics")
    def gauges() -> Response:
        return answered(desk, "metrics", _gauges)

    return routes


def _gauges(desk: Desk) -> Response:
    from desk.vitals import vitals

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Vitals(vitals(desk, scope.actor())))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
