"""The extra `seal`, which brings pyHanko; without it no seal is made or read."""

from importlib.util import find_spec

from carriers.errors import CarrierError


def has_extra() -> bool:
    """Return whether the extra is installed."""
    return find_spec("pyhanko") is not None


def require_extra() -> None:
    """Raise CarrierError seal-extra-missing if the extra is not installed."""
    if not has_extra():
        raise CarrierError("seal-extra-missing")
