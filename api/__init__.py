"""The registry as a service: what `registry` and `verifier` do, over HTTP.

`create_app` is loaded at first use: the processes that verify batches start without a web framework.
"""

from typing import Any

__all__ = ["Settings", "create_app"]


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from api.app import create_app  # noqa: PLC0415 - see above

        return create_app
    if name == "Settings":
        from api.settings import Settings  # noqa: PLC0415

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
