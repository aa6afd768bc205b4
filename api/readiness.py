"""Whether a node can serve, and what is missing: what `/readyz` and the page of the node say."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.node import Node
from credentials.times import format_time
from registry.heads import find_rewound
from registry.versions import REVISION, find_revision
from signing.errors import HurenError
from verifier import TrustStore
from verifier.policy import CLOCK_TOLERANCE


class Check(NamedTuple):
    """One thing a node needs, and what was found."""

    name: str
    ready: bool
    detail: str


async def check_node(node: Node) -> list[Check]:
    """Every check, in order; a registry that cannot be asked is the only one then."""
    try:
        pin, revision = await node.read(lambda desk: (desk.pin, find_revision(desk.connection)))
        trusted = await node.trust.current_or_none()
        rewound = await run_in_threadpool(find_rewound, node.registry)
    except HurenError as error:
        return [Check("database", False, error.code)]
    checks = [
        Check("database", True, "" if pin is not None else "no agreement yet"),
        Check("migrations", revision == REVISION, f"tables at {revision}, this version's are {REVISION}"),
        Check("heads", not rewound, ", ".join(dict.fromkeys(error.code for error in rewound))),
    ]
    if trusted is not None:
        checks.append(_check_clock(trusted.store, node.now()))
        checks += _check_manifests(trusted.store, node)
    return checks


def _check_clock(trust: TrustStore, now: datetime) -> Check:
    behind = now < trust.newest - CLOCK_TOLERANCE
    return Check("clock", not behind, f"newest signature {format_time(trust.newest)}")


def _check_manifests(trust: TrustStore, node: Node) -> Iterator[Check]:
    """Of the associations whose log is here; one that never published is not late."""
    for issuer, party in sorted(trust.parties.items()):
        if party.manifest is not None and issuer not in node.settings.other_nodes:
            until = party.manifest.body.valid_until
            yield Check(f"manifest of {issuer}", node.now() < until, f"good until {format_time(until)}")
