"""A tree that somebody carried: that it is older than what is here says nothing against whoever wrote it."""

from registry.registry import Registry
from registry.sync.taken import Pulled
from signing.errors import HurenError

OLDER = ("checkpoint-older", "manifest-older")
"""What of a tree is a matter of its age alone: its log is a beginning of the one here."""


def set_age_aside(registry: Registry, pulled: Pulled) -> bool:
    """Takes out of a pull what only says that its tree is older than what is here; whether it is.

    A node that shows less than it did is another matter: it may hide something.
    """
    faults = pulled.faults or []
    told: list[HurenError] = [*faults, *([pulled.error] if pulled.error is not None else [])]
    if all(error.code not in OLDER for error in told):
        return False
    if pulled.error is not None and pulled.error.code in OLDER:
        pulled.error = pulled.behind
    pulled.faults = [error for error in faults if error.code not in OLDER]
    pulled.size = pulled.size or registry.read(lambda view: view.log(pulled.issuer).size)
    return True
