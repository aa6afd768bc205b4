"""Works that a command uses; the caller passes them in, because this floor imports no apartment."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from api.serving import Serving
    from registry.filing import Filing


class Apartments(NamedTuple):
    """Loaders of the works."""

    filings: "Callable[[], tuple[Filing, ...]]"
    servings: "Callable[[], tuple[Serving, ...]]"


APARTMENTS: ContextVar[Apartments] = ContextVar("apartments")
