"""Connections to PostgreSQL that give up on a silent server.

The connections also refuse a commit that a synchronous standby has not confirmed.
"""

from collections.abc import Generator
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.errors import Diagnostic
from psycopg.waiting import Ready

_WAKES = 10
"""Checks a second while psycopg waits (Connection.wait, `interval`)."""

SILENT_SECONDS = 60
"""Longest wait for a statement's answer: more than building an index over ten million rows takes."""


class _SilentServerError(OperationalError):
    sqlstate = "57014"
    """query_canceled: the statement used up its time and is not tried again (`backends`)."""


class _UnconfirmedError(OperationalError):
    sqlstate = "40003"
    """statement_completion_unknown: committed on the server that answered, perhaps nowhere else."""


_STANDBY_WAIT = "SyncRepWaitForLSN"
"""Server function in which a commit waits for the standby (errors carry it in any language)."""


class PatientConnection(Connection[Any]):
    """Connection that closes when the server stays silent, so that no thread waits for ever.

    A cancelled wait for the standby ends in a warning, and the commit "succeeds" (PostgreSQL,
    synchronous_commit). Here the commit fails: a lost primary would lose the commit with it. No
    statement_timeout ends that wait; only `patience` does.
    """

    patience = SILENT_SECONDS * _WAKES

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unconfirmed = False
        self.add_notice_handler(self._hear)

    def commit(self) -> None:
        """Commit; OperationalError where no standby has confirmed it."""
        self._unconfirmed = False
        super().commit()
        if self._unconfirmed:
            raise _UnconfirmedError("no standby has confirmed the commit")

    def _hear(self, notice: Diagnostic) -> None:
        self._unconfirmed = self._unconfirmed or notice.source_function == _STANDBY_WAIT

    def wait(self, gen: Any, interval: float = 1 / _WAKES, timeout: float | None = None) -> Any:
        """Wait as psycopg.Connection does; OperationalError when the server is silent."""
        return super().wait(self._limited(gen), interval, timeout)

    def _limited(self, gen: Any) -> Generator[Any, Any, Any]:
        """Run `gen` and count its wake-ups without an event; close the connection after too many in a row."""
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
