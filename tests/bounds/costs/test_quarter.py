"""No address uses more than a quarter of a core for long, by what the routes declare."""

from collections.abc import Sequence
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from api import Settings
from api.app import _new_app
from api.errors import ApiError
from api.http.costs import A_TOKEN, Cost, cost_of
from api.http.rate_limits import Limits
from api.node import Node
from api.serving import Servings
from tests.harness.apartments import SERVINGS
from tests.harness.asgi import flat_routes

pytestmark = pytest.mark.bounds

BURST = 20


class Seconds:
    """A clock that the test moves forward."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


A_VERIFICATION = 62.5e-6
"""Seconds of a core on the reference machine."""


def used(costs: Sequence[Cost], method: str, *, parts: int | None, seconds: float) -> float:
    """Return the seconds of a core that one address uses if it sends these requests as fast as it may."""
    clock, used = Seconds(), 0.0
    settings = Settings.load(None, rate_burst=BURST)
    limits = Limits(settings.rate_per_minute, settings.rate_burst, clock)
    payer: Any = SimpleNamespace(settings=settings, limits=limits)
    for cost in cycle(costs):
        asked = parts if cost.parts else None
        state = {"cost": cost}
        request = Request({"type": "http", "method": method, "client": ("192.0.2.1", 1), "state": state})
        while clock.now < seconds:
            try:
                Node.charge(payer, request, 0 if cost.parts else None)
                Node.charge(payer, request, asked)
            except ApiError as error:
                clock.now += int(error.headers["Retry-After"])
            else:
                used += cost.work(asked) * A_VERIFICATION
                break
        if clock.now >= seconds:
            return used
    return used


def test_one_address_uses_a_quarter_of_a_core_whatever_it_asks() -> None:
    """Above a quarter come only the first burst and the debt of the last request."""
    found = [
        (method, cost_of(route))
        for route in flat_routes(_new_app(Servings.of(SERVINGS)).routes)
        for method in route.methods & {"GET", "POST"}
    ]
    asked = [[one] for one in dict.fromkeys(found) if one[1] != Cost()]
    asked += [[one for one in found if one[0] == method and one[1] != Cost()] for method in ("GET", "POST")]
    burst = 2 * BURST * A_TOKEN * A_VERIFICATION
    for some in asked:
        costs, (method, _) = [cost for _, cost in some], some[0]
        for parts in (1, 10, 10_000) if any(cost.parts for cost in costs) else (None,):
            last = max(cost.work(parts if cost.parts else None) for cost in costs) * A_VERIFICATION
            seconds = 20 + 5 * last
            assert used(costs, method, parts=parts, seconds=seconds) <= burst + last + 0.25 * (seconds + 1), (
                some
            )
