"""The published tree handed out by nginx, against the same bytes from the service."""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.measure import Number, in_turns
from bench.scene import world
from bench.service.api import Client, service
from registry.publishing.static_tree import write_tree
from tests.world.registries import open_registry

_CONFIGURATION = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 256; }}
http {{
  access_log off; types {{ application/json json; }} sendfile on; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/tree; }}
}}
"""


def bench_static() -> Iterator[Number]:
    """GET of the bundle on connections that stay open."""
    if shutil.which("nginx") is None:
        print("static: nginx is not installed", file=sys.stderr)
        return
    with _nginx() as fast, service() as port:
        tree, api = Client(fast), Client(port)
        assert tree.ask(_get("/bundle.json"))[:1] == b"{"
        by_nginx, by_service = in_turns(
            lambda: tree.ask(_get("/bundle.json")), lambda: api.ask(_get("/bundle.json")), times=200
        )
    yield Number("static-bundle", 1 / by_nginx, "requests/s", 1, False, 1 / by_service, "huren serve")


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


@contextmanager
def _nginx() -> Iterator[int]:
    """The port of nginx over the tree of the example world."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as listener:
        folder, port = Path(name), listener.getsockname()[1]
        listener.close()
        with open_registry(folder / "registry.db", world()) as registry:
            write_tree(registry, folder / "tree")
        folder.chmod(0o755)  # the workers of a root's nginx are somebody else
        (folder / "nginx.conf").write_text(_CONFIGURATION.format(folder=folder, port=port))
        with subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")]) as server:
            while server.poll() is None:
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
            try:
                yield port
            finally:
                server.terminate()
