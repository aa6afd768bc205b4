"""The extra `objects`, which brings obstore; without it no bucket is opened."""

import re
from importlib.util import find_spec

from carriers.errors import CarrierError

SCHEME = "s3://"
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/", re.ASCII)


def require_extra() -> None:
    """Raise CarrierError objects-extra-missing if the extra is not installed."""
    if find_spec("obstore") is None:
        raise CarrierError("objects-extra-missing")


def is_bucket(text: str) -> bool:
    """Return whether a text typed for a place is an address; only `s3://` is opened.

    With another scheme, in capitals or with one slash it must not become a folder of that name.
    """
    return _ANY_SCHEME.match(text) is not None
