"""Ports that no other test and no outgoing connection takes."""

import itertools
import os
import socket

_FIRST, _EACH = 20_000, 1_500
"""Range below the ports that systems give to connections, one part for each of eight workers."""

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_PORTS = itertools.cycle(range(_FIRST + _WORKER * _EACH, _FIRST + (_WORKER + 1) * _EACH))


def free_port() -> int:
    """Return a port that stays free until the test ends.

    Nobody takes it between a stop and a start, either.
    """
    for port in itertools.islice(_PORTS, _EACH):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
