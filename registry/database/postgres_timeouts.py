"""Connections to PostgreSQL that wait for a silent server a while and no longer.

And believe no commit that a synchronous standby has not confirmed.
"""

from collections.abc import Generator
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.errors import Diagnostic
from psycopg.waiting import Ready

_WAKES = 10
"""How often a second psycopg looks up from its waiting (Connection.wait, `interval`)."""

SILENT_SECONDS = 60
"""How long a statement may take to its next byte: longer than an index over ten million rows."""


class _SilentServerError(OperationalError):
    sqlstate = "57014"
    """query_canceled: what was given up took its time, and is not tried again (`backends`)."""


class _UnconfirmedError(OperationalError):
    sqlstate = "40003"
    """statement_completion_unknown: it is committed on the server that answered, and may be nowhere else."""


_STANDBY_WAIT = "SyncRepWaitForLSN"
"""The function of the server in which a commit waits for the standby (errors carry it in any language)."""


class PatientConnection(Connection[Any]):
    """Closed when the server has said nothing for too long: one that is stopped holds no thread for ever.

    A wait for the standby that is cancelled ends in a warning, and the commit "succeeds" (PostgreSQL,
    synchronous_commit): here it fails, for a primary that is lost then takes it along. No statement_timeout
    ends that wait; only `patience` does.
    """

    patience = SILENT_SECONDS * _WAKES

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unconfirmed = False
        self.add_notice_handler(self._hear)

    def commit(self) -> None:
        """See psycopg.Connection; OperationalError where no standby has confirmed it."""
        self._unconfirmed = False
        super().commit()
        if self._unconfirmed:
            raise _UnconfirmedError("no standby has confirmed the commit")

    def _hear(self, notice: Diagnostic) -> None:
        self._unconfirmed = self._unconfirmed or notice.source_function == _STANDBY_WAIT

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
