"""Rate limits: one bucket an address, which fills with time, and the response headers about it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import ApiError
from api.http.rate_limits import MAX_ADDRESSES, Limits
from tests.harness.fuzz import examples
from tests.world.api_node import NDJSON, problem_of, running

pytestmark = pytest.mark.bounds


class Time:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def taken(limits: Limits, address: str | None, cost: int = 1) -> bool:
    try:
        limits.take(address, cost)
    except ApiError as error:
        return not (error.code == "too-many-requests" and int(error.headers["Retry-After"]) >= 1)
    return True


def test_a_bucket_empties_and_fills() -> None:
    time = Time()
    limits = Limits(60, 3, time)
    assert [taken(limits, "192.0.2.1") for _ in range(4)] == [True, True, True, False]
    time.seconds += 1
    assert [taken(limits, "192.0.2.1") for _ in range(2)] == [True, False]
    time.seconds += 1000
    assert [taken(limits, "192.0.2.1") for _ in range(4)] == [True, True, True, False]


def test_addresses_do_not_share_but_a_subscriber_does() -> None:
    limits = Limits(60, 1, Time())
    assert taken(limits, "192.0.2.1")
    assert taken(limits, "192.0.2.2")
    assert not taken(limits, "::ffff:192.0.2.1"), "the same address in IPv6 clothes"
    assert taken(limits, "2001:db8:1:1::1")
    assert not taken(limits, "2001:db8:1:1:ffff::2"), "the same /64"
    assert taken(limits, "2001:db8:1:2::1")
    assert taken(limits, None)
    assert not taken(limits, "no address"), "whoever has none shares one bucket"


def test_a_full_bucket_admits_any_request_and_the_rest_is_owed() -> None:
    time = Time()
    limits = Limits(60, 10, time)
    assert taken(limits, "a", 100)
    time.seconds += 90
    assert not taken(limits, "a")
    time.seconds += 10
    assert taken(limits, "a", 10)
    assert not taken(limits, "a")


def test_the_table_stays_small() -> None:
    limits = Limits(60, 5, Time())
    for number in range(MAX_ADDRESSES + 100):
        limits.take(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", 1)
    assert len(limits._buckets) == MAX_ADDRESSES


def test_no_limit() -> None:
    assert Limits(0, 1, Time()).take("192.0.2.1", 10**9) is None


@settings(deadline=None, max_examples=examples(100))
@given(st.integers(1, 600), st.integers(1, 50), st.lists(st.tuples(st.floats(0, 30), st.integers(1, 60))))
def test_no_more_is_given_than_flows_in(
    per_minute: int, burst: int, requests: list[tuple[float, int]]
) -> None:
    time, given_away, last = Time(), 0, 0
    limits = Limits(per_minute, burst, time)
    for wait, cost in requests:
        time.seconds += wait
        if taken(limits, "192.0.2.1", cost):
            given_away, last = given_away + cost, cost
        assert given_away - last <= burst + time.seconds * per_minute / 60 + 1e-4


def test_the_service_sends_the_headers_and_refuses(tmp_path: Any) -> None:
    with running(tmp_path, rate_per_minute=60, rate_burst=5) as node:
        good = node.world.issue(by="cq")
        first = node.post("/api/v1/records", good)
        assert first.headers["ratelimit-limit"] == "5"
        assert first.headers["ratelimit-remaining"] == "4"
        assert first.headers["ratelimit-reset"] == "1"
        batch = {"verifications": [{"credential": "x"}] * 3}
        second = node.post("/api/v1/verifications/batch", batch)
        assert (second.status_code, second.headers["ratelimit-remaining"]) == (200, "1")
        bad = node.post("/api/v1/verifications", b"{")
        assert bad.headers["ratelimit-remaining"] == "0", "what is refused costs as well"
        third = node.post("/api/v1/verifications", {"credential": "x"})
        problem = problem_of(third)
        assert (third.status_code, problem["code"]) == (429, "too-many-requests")
        assert third.headers["retry-after"] == "1"
        assert third.headers["ratelimit-remaining"] == "0"
        assert node.client.get("/api/v1/bundle").status_code == 200, "what is small goes on"
        node.clock.wait(3)
        lines = node.client.post("/api/v1/records/batch", content=good + b"\n" + good, headers=NDJSON)
        assert (lines.status_code, lines.headers["ratelimit-remaining"]) == (200, "1")
        vcalm = node.post("/credentials/verify", {"verifiableCredential": {}})
        assert vcalm.status_code == 429, "of that one the bundle has taken a part"


@pytest.mark.parametrize("path", ["/api/v1/verifications/batch", "/api/v1/records/batch"])
def test_a_batch_over_the_limit_is_refused(tmp_path: Any, path: str) -> None:
    with running(tmp_path, rate_per_minute=60, rate_burst=4) as node:
        node.post("/api/v1/verifications", {"credential": "x"})
        credential = node.world.issue(by="cq")
        if "records" in path:
            answer = node.client.post(path, content=b"\n".join([credential] * 4), headers=NDJSON)
        else:
            answer = node.post(path, {"verifications": [{"credential": "x"}] * 4})
        assert problem_of(answer)["code"] == "too-many-requests"
        node.clock.wait(60)
        assert node.client.get("/api/v1/credentials").json()["items"] == []
