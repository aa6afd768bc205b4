"""The only floor with a database: it admits, issues, logs, finds and publishes records.

`Registry` is loaded at first use, so that `registry.issuing.offline_files` (offline signing) starts without
a database.
"""

from typing import TYPE_CHECKING, Any

from registry.errors import RegistryError

if TYPE_CHECKING:
    from registry.registry import Admitted, Registry

__all__ = ["Admitted", "Registry", "RegistryError"]


def __getattr__(name: str) -> Any:
    if name in ("Admitted", "Registry"):
        from registry import registry  # noqa: PLC0415 - see above

        return getattr(registry, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
