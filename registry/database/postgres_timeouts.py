"""Connections to PostgreSQL that wait for a silent server for a while and no longer."""

from collections.abc import Generator
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.waiting import Ready

_WAKES = 10
"""How often a second psycopg looks up from its waiting (Connection.wait, `interval`)."""

SILENT_SECONDS = 60
"""How long a statement may take to its next byte: longer than an index over ten million rows."""


class _SilentServerError(OperationalError):
    sqlstate = "57014"
    """query_canceled: what was given up took its time, and is not tried again (`backends`)."""


class PatientConnection(Connection[Any]):
    """Closed when the server has said nothing for too long: one that is stopped holds no thread for ever."""

    patience = SILENT_SECONDS * _WAKES

    def wait(self, gen: Any, interval: float = 1 / _WAKES, timeout: float | None = None) -> Any:
        """See psycopg.Connection; OperationalError when the server is silent."""
        return super().wait(self._limited(gen), interval, timeout)

    def _limited(self, gen: Any) -> Generator[Any, Any, Any]:
        """`gen`, which is told what the socket is ready for: of nothing, now and then."""
        silent = 0
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                silent = silent + 1 if ready == Ready.NONE else 0
                if silent > self.patience:
                    self.close()
                    raise _SilentServerError("the server is silent")
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
