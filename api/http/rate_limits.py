"""Rate limits: every address has a bucket of tokens, and each request takes its cost from it
(api.http.costs).

A bucket holds `burst` tokens and gains `per_minute` a minute. A request that costs more than the bucket holds
leaves a debt, so that in the long run an address never uses more tokens than it gains. The table forgets the
buckets used longest ago and stays small.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil

from api.errors import ApiError

MAX_ADDRESSES = 65_536
"""Buckets kept; one more makes the table forget the one used longest ago."""
_ROUNDED = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """What an address has left: tokens, and seconds until its bucket is full."""

    limit: int
    remaining: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """Return `RateLimit-*` as in draft-ietf-httpapi-ratelimit-headers-06, 5."""
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
        """Set a new rate and a new bucket size from now on; spent tokens stay spent."""
        self._rate, self._burst = per_minute / 60, burst

    def take(self, address: str | None, cost: float, *, needed: float | None = None) -> Share | None:
        """Take `cost` tokens if the bucket holds at least `needed`; None when there is no limit.

        By default `needed` is `cost`, at most a whole bucket. When the bucket holds less, nothing is taken
        and ApiError too-many-requests is raised, with its headers.
        """
        if not self._rate:
            return None
        key, now = bucket_of(address), self._monotonic()
        tokens, since = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        missing = (min(cost, self._burst) if needed is None else needed) - tokens
        if missing <= _ROUNDED:
            tokens -= cost
        # removed and inserted again, so that the table stays in the order of last use
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
    """Return the name of an address's bucket: the IPv4 address itself, the /64 of an IPv6 subscriber (RFC
    6177 2), `-` for other text.
    """
    ip = _find_ip(address)
    return "-" if ip is None else str(ip) if isinstance(ip, IPv4Address) else str(int(ip) >> 64)


def network_of(address: str | None) -> str:
    """Return the network of whoever holds many addresses: the /24 of IPv4, the /48 of IPv6, `-` for other
    text.
    """
    ip = _find_ip(address)
    if ip is None:
        return "-"
    return str(ip_network((ip, 24 if isinstance(ip, IPv4Address) else 48), strict=False))


def _find_ip(address: str | None) -> IPv4Address | IPv6Address | None:
    """Return an address without what `read_address` leaves out and without a zone; None for other text."""
    try:
        ip = ip_address(read_address(address or "").partition("%")[0])
    except ValueError:
        return None
    # a socket for both protocols shows an IPv4 client as ::ffff:192.0.2.1
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def read_address(text: str) -> str:
    """Return an address without port, brackets and quotes, which proxies write in X-Forwarded-For."""
    text = text.strip(' "')
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
