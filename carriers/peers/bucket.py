"""The tree in a bucket of object storage."""

import math
import time
from collections.abc import Callable

from carriers.errors import CarrierError
from carriers.objects.bucket import Bucket
from carriers.peers.files import PeerFile


class BucketFiles:
    """The files below a bucket's address."""

    def __init__(
        self,
        bucket: Bucket,
        *,
        whole_seconds: float = math.inf,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bucket, self._monotonic = bucket, monotonic
        self._last_moment = monotonic() + whole_seconds

    @property
    def requests(self) -> int:
        """Number of requests so far."""
        return self._bucket.requests

    def names(self, folder: str) -> list[str] | None:
        """See `TreeFiles`."""
        return [*self._bucket.names(folder)]

    def check_end(self, path: str) -> None:
        """See `PeerFiles`."""
        if self._monotonic() > self._last_moment:
            raise CarrierError("peer-ended", path)

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """See `PeerFiles`; raises as `Bucket.get`, too."""
        self.check_end(path)
        found = self._bucket.get(path, limit, tag)
        return PeerFile(found.data, found.tag or None) if found is not None else None
