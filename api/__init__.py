"""HTTP service on top of `registry` and `verifier`.

`create_app` is imported at first use, so that the processes that verify batches start without a web
framework.
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
