"""The extra `objects`, which brings obstore; without it no bucket is opened."""

from importlib.util import find_spec

from carriers.errors import CarrierError

SCHEME = "s3://"


def require_extra() -> None:
    """Raise CarrierError objects-extra-missing if the extra is not installed."""
    if find_spec("obstore") is None:
        raise CarrierError("objects-extra-missing")


def is_bucket(text: str) -> bool:
    """Return whether a text typed for a place names a bucket."""
    return text.startswith(SCHEME)
