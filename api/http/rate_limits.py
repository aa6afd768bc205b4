"""Rate limits: a bucket of tokens for every address, from which each request is paid (api.http.costs).

A bucket holds `burst` tokens and gains `per_minute` a minute. What takes more than it holds is owed: for long
nobody gets more than flows in. Buckets that were used longest ago are forgotten, so the table stays small.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from api.errors import ApiError

MAX_ADDRESSES = 65_536
"""Buckets kept; beyond that the one that was used longest ago is forgotten."""
_ROUNDED = 1e-6


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

    def take(self, address: str | None, cost: float, *, needed: float | None = None) -> Share | None:
        """Takes `cost` tokens where the bucket holds those `needed`; None when there is no limit.

        Unless said otherwise all of `cost` are needed, a whole bucket at most. Raises ApiError
        too-many-requests, with its headers, when it holds less, and takes nothing.
        """
        if not self._rate:
            return None
        key, now = bucket_of(address), self._monotonic()
        tokens, since = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        missing = (min(cost, self._burst) if needed is None else needed) - tokens
        if missing <= _ROUNDED:
            tokens -= cost
        self._buckets[key] = tokens, now
        if len(self._buckets) > MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        remaining = max(0, ceil(tokens - _ROUNDED))
        share = Share(self._burst, remaining, ceil((self._burst - tokens) / self._rate - _ROUNDED))
        if missing <= _ROUNDED:
            return share
        wait = max(1, ceil(missing / self._rate))
        headers = {**share.headers, "Retry-After": str(wait)}
        raise ApiError("too-many-requests", headers=headers, seconds=wait)


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
