"""Parent process from which tests fork runs of `huren`: everything imported and every schema made.

Each connection to its socket is one start: three streams and a marshalled `Request` come in; the process id
and at the end the exit code go back, a line each. The child is `python -c` with these words, except for
what the interpreter reads from its environment at the start. The parent ends with its own input.
"""

import atexit
import fcntl
import gc
import marshal
import os
import pkgutil
import select
import socket
import sys
import termios
import threading
from contextlib import suppress
from importlib import import_module
from typing import TypedDict

IMPORTED = (
    "alembic.command", "api.server.serve", "carriers.peers.folder", "carriers.spreadsheet", "psycopg",
    "registry.issuing.issue", "registry.publishing.register", "registry.sync.pull", "registry.upkeep.audit",
    "registry.upkeep.backup", "registry.upkeep.restore_from_tree", "rich.console", "rich.table",
)  # fmt: skip
"""What the commands import when they run, beside `terminal` and what the apartments give to a node; but for
libraries whose objects nanobind counts at the end.
"""

STREAMS = 3


class Request(TypedDict):
    """One start; `terminal` makes its input the controlling terminal."""

    words: list[str]
    folder: str
    environment: dict[str, str]
    terminal: bool


def main(path: str) -> int:
    """Listen at `path`; return 0 in the parent at its end, and in a child the exit code of `huren`."""
    _import_all()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        print("listening", flush=True)
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in ready:
                return 0
            connection, _ = listener.accept()
            if os.fork() == 0:
                break
            connection.close()
            _bury_keepers()
    request = _keep(connection)
    _take_place(request)
    from cli.main import run

    code = run()
    if "zxingcpp" not in sys.modules:  # let nanobind report leaked objects at the end
        _end(code)
    return code


def _end(code: int) -> None:
    """End like the interpreter, but take no imported module apart: that is half of a short command's time."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    with suppress(OSError):  # the interpreter reports their faults otherwise
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _import_all() -> None:
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    import terminal
    from cli.apartments import load_filings, load_servings
    from cli.commands import MODULES
    from credentials.kinds import KINDS
    from credentials.schemas import document_schema

    shared = (module.name for module in pkgutil.walk_packages(terminal.__path__, "terminal."))
    for name in (*MODULES.values(), *IMPORTED, *shared):
        import_module(name)
    load_filings()
    load_servings()
    for kind in KINDS:
        document_schema(kind)
    gc.collect()  # otherwise each child collects, which copies all of the memory


def _bury_keepers() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(connection: socket.socket) -> Request:
    """Fork the start, report it and its end; return only in the child, with the streams in place."""
    _, streams, _, _ = socket.recv_fds(connection, 1, STREAMS)
    data = b""
    while chunk := connection.recv(65_536):
        data += chunk
    process = os.fork()
    if process:
        for stream in streams:
            os.close(stream)
        with suppress(OSError):
            connection.sendall(b"%d\n" % process)
        _, status = os.waitpid(process, 0)
        with suppress(OSError):
            connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
    os.closerange(STREAMS, os.sysconf("SC_OPEN_MAX"))
    connection.detach()
    request: Request = marshal.loads(data)  # noqa: S302 - of the tests
    return request


def _take_place(request: Request) -> None:
    """Do what the interpreter does at its start."""
    if request["terminal"]:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["-c", *request["words"]]
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    lines = 1 if os.isatty(1) else -1
    sys.stdout = os.fdopen(1, "w", lines, "utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
