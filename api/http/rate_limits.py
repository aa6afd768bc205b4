"""Rate limits: a token bucket for every address, one token a credential or record that is sent.

What is asked for costs as well where it takes the time of several verifications; single look-ups, the bundle
and whatever else the published tree holds are free.

A bucket holds `burst` tokens and gains `per_minute` a minute. Buckets that are full again are forgotten, so
the table stays as small as the traffic.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from api.errors import ApiError

PAPER = 10
CODE = 2
ONE_FILE = 20
"""The verify page with the bundle in it: some megabytes."""
STATISTICS = 10
ENTERPRISE = 8
STANDARDS = 6
"""A page of them, each with the halves that adopt it."""
INTERFACE = 3
"""The page of the OpenAPI document."""
LINES_A_TOKEN = 10
"""Lines of a list, or credentials looked at for it."""

MAX_ADDRESSES = 65_536
"""Buckets kept; beyond that the one that was used longest ago is forgotten."""


@dataclass(frozen=True, slots=True)
class Share:
    """What is left to an address: tokens, and seconds until its bucket is full."""

    limit: int
    remaining: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """`RateLimit-*` as in draft-ietf-httpapi-ratelimit-headers-06, 5."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


class Limits:
    """The buckets of one process. `monotonic` gives seconds that never go back."""

    def __init__(self, per_minute: int, burst: int, monotonic: Callable[[], float]) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def change(self, per_minute: int, burst: int) -> None:
        """Other shares from now on; what was taken stays taken."""
        self._rate, self._burst = per_minute / 60, burst

    def take(self, address: str | None, cost: int, *, owed: bool = False) -> Share | None:
        """Takes `cost` tokens (a whole bucket at most); None when there is no limit.

        Raises ApiError too-many-requests, with its headers, when the bucket holds less, and takes nothing.
        What is `owed`, for what was done already, is taken as far as the bucket goes.
        """
        if not self._rate:
            return None
        cost, key, now = min(cost, self._burst), bucket_of(address), self._monotonic()
        tokens, since = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        cost = min(cost, int(tokens)) if owed else cost
        enough = tokens >= cost
        if enough:
            tokens -= cost
        self._buckets[key] = tokens, now
        if len(self._buckets) > MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        share = Share(self._burst, int(tokens), ceil((self._burst - tokens) / self._rate))
        if enough:
            return share
        wait = max(1, ceil((cost - tokens) / self._rate))
        headers = {**share.headers, "Retry-After": str(wait)}
        raise ApiError("too-many-requests", headers=headers, seconds=wait)


def list_cost(limit: int) -> int:
    """What a page of a list costs that may have `limit` lines, or for which so many were looked at."""
    return 1 + limit // LINES_A_TOKEN


def technologies_cost(lines: int, limits: int) -> int:
    """What a page of technologies costs: each line is verified with its listings, each limit compared."""
    return 1 + lines // 4 + limits


def bucket_of(address: str | None) -> str:
    """IPv4 addresses one by one, IPv6 by the /64 that one subscriber has (RFC 6177 2); `-` for what is none.

    A port behind it, brackets, quotes and a zone are of no account: proxies write them in X-Forwarded-For.
    """
    text = (address or "").strip(' "')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return "-"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(int(found) >> 64)
