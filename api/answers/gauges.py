"""What `/metrics` reads when it is asked: the ages of trust data, the lengths of logs, who waits."""

from collections.abc import Mapping
from datetime import datetime

from anyio.to_thread import current_default_thread_limiter

from api.answers.worker_pool import ProvenTrust
from api.metrics import Samples
from registry.lookup.lookup import Kept


def read_gauges(
    trusted: ProvenTrust | None, kept: Mapping[str, Kept] | None, waiting: int, now: datetime
) -> dict[str, Samples]:
    """Values by name (`metrics.READ`); a name is absent while what it is read from is.

    `waiting` batches wait for a process. A source that comes later adds its names here.
    """
    queue = current_default_thread_limiter().statistics().tasks_waiting + waiting
    found: dict[str, Samples] = {"huren_queue_length": [((), queue)]}
    if trusted is not None:
        parties = [*sorted(trusted.store.parties.items())]
        signed = [(issuer, party.manifest.created) for issuer, party in parties if party.manifest is not None]
        ends = [(issuer, party.newest_key_list.body.valid_until) for issuer, party in parties]
        found["huren_manifest_age_seconds"] = [((one,), (now - at).total_seconds()) for one, at in signed]
        found["huren_key_list_remaining_seconds"] = [((one,), (at - now).total_seconds()) for one, at in ends]
    if kept is not None:
        own = {issuer: one for issuer, one in sorted(kept.items()) if one.signed_head is not None}
        found["huren_log_size"] = [((issuer,), one.log_entries) for issuer, one in own.items()]
        lags = ((issuer, one.log_entries - (one.signed_head or 0)) for issuer, one in own.items())
        found["huren_log_lag_records"] = [((issuer,), lag) for issuer, lag in lags]
    return found
