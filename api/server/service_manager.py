"""Messages to a service manager over its socket (sd_notify(3)): ready, alive, stopping."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manager:
    """The socket that systemd named; empty where no manager listens."""

    address: str = ""
    alive_seconds: float | None = None
    """Seconds between two signs of life: half of the manager's limit."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Manager":
        """Return the manager of NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID."""
        limit, process = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID")
        ours = process is None or process == str(os.getpid())
        alive = int(limit) / 2_000_000 if limit.isdigit() and int(limit) and ours else None
        return cls(environment.get("NOTIFY_SOCKET", ""), alive)

    def tell(self, state: str) -> None:
        """Send `READY=1` and such; ignore a manager that does not listen."""
        if not self.address:
            return
        # sd_notify(3): `@` stands for the zero byte of the abstract namespace
        name = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as connection:
                # a manager that does not read must not stop the node
                connection.setblocking(False)
                connection.sendto(state.encode(), name)
        except OSError:
            return
