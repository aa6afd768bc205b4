"""Trees carried on a medium: a tree that is older than the data here is no fault of its writer."""

from registry.registry import Registry
from registry.sync.taken import Pulled
from signing.errors import HurenError

OLDER = ("checkpoint-older", "manifest-older")
"""Codes that concern a tree's age alone: its log is a beginning of the one here."""


def set_age_aside(registry: Registry, pulled: Pulled) -> bool:
    """Remove from a pull the errors about the tree's age; return whether there were any.

    A node that shows less than before is different: it may hide something.
    """
    faults = pulled.faults or []
    errors: list[HurenError] = [*faults, *([pulled.error] if pulled.error is not None else [])]
    if all(error.code not in OLDER for error in errors):
        return False
    if pulled.error is not None and pulled.error.code in OLDER:
        pulled.error = pulled.behind
    pulled.faults = [error for error in faults if error.code not in OLDER]
    pulled.size = pulled.size or registry.read(lambda view: view.log(pulled.issuer).size)
    return True
