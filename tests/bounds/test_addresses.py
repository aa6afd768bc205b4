"""Client addresses behind proxies and containers, and notifications to systemd."""

import asyncio
import os
import signal
import socket
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api import Settings
from api.http.rate_limits import bucket_of
from api.server import host_limits
from api.server.connection import BoundedProtocol, Bounds, Crowd
from api.server.host_limits import warn_of_one_bucket
from api.server.proxies import BehindProxies
from api.server.service_manager import Manager
from api.settings import is_among
from tests.bounds.served import folder
from tests.harness.processes.serving import listening

pytestmark = pytest.mark.bounds

__all__ = ["folder"]


def test_proxies_are_addresses_networks_or_all() -> None:
    assert is_among("127.0.0.1", ("127.0.0.1",))
    assert is_among("10.1.2.3", ("192.0.2.1", "10.0.0.0/8"))
    assert is_among("2001:db8::1", ("2001:db8::/32",))
    assert is_among("192.0.2.9", ("*",))
    assert not is_among("192.0.2.9", ("10.0.0.0/8", "proxy.example"))
    assert not is_among("", ("127.0.0.1",))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (("127.0.0.1",), ["192.0.2.7"], "192.0.2.7"),
        (("127.0.0.1",), ["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
        (("127.0.0.1",), ["198.51.100.1", "192.0.2.7:4711"], "192.0.2.7"),
        (("127.0.0.1",), ["198.51.100.1, 127.0.0.1"], "198.51.100.1"),
        (("127.0.0.1", "10.0.0.0/8"), ["10.1.1.1, 10.2.2.2"], "10.2.2.2"),
        (("*",), ["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
        (("127.0.0.1",), ["1.1.1.1," * 50 + "127.0.0.1," * 8 + "127.0.0.1"], "127.0.0.1"),
        (("192.0.2.1",), ["192.0.2.7"], "127.0.0.1"),
        (("127.0.0.1",), ["", " , "], "127.0.0.1"),
    ],
)
def test_the_last_hop_before_a_trusted_proxy_is_the_client(
    proxies: tuple[str, ...], forwarded: list[str], client: str
) -> None:
    """What a client itself writes into the header gives it no new address, and so no new limits."""
    seen: list[Any] = []

    async def app(scope: Any, *_: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))

    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    headers += [(b"x-forwarded-proto", b"http"), (b"x-forwarded-proto", b"https")]
    scope: Any = {"type": "http", "client": ("127.0.0.1", 5), "scheme": "http", "headers": headers}
    asyncio.run(BehindProxies(app, proxies)(scope, None, None))  # type: ignore[arg-type]
    assert seen == [(client, "http" if "192.0.2.1" in proxies else "https")]


@pytest.mark.parametrize(
    ("host", "proxies", "container", "warned"),
    [
        ("0.0.0.0", ("127.0.0.1",), True, True),  # noqa: S104 - a container's usual setting
        ("::", (), True, True),
        ("0.0.0.0", ("10.88.0.1",), True, False),  # noqa: S104
        ("0.0.0.0", ("127.0.0.1",), False, False),  # noqa: S104
        ("127.0.0.1", ("127.0.0.1",), True, False),
    ],
)
def test_a_mapped_port_that_puts_all_clients_into_one_bucket_is_warned_of(
    caplog: pytest.LogCaptureFixture, host: str, proxies: tuple[str, ...], container: bool, warned: bool
) -> None:
    warn_of_one_bucket(Settings.load(None, host=host, trusted_proxies=proxies), in_container=container)
    assert ["one-bucket" in record.getMessage() for record in caplog.records] == [True] * warned


def test_a_container_is_known_by_more_than_podman_and_docker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(host_limits, "_CONTAINER_MARKS", ())
    assert not host_limits.is_container({}, 4711)
    assert host_limits.is_container({"KUBERNETES_SERVICE_HOST": "10.96.0.1"}, 4711)
    assert host_limits.is_container({"container": "podman"}, 4711)
    assert host_limits.is_container({}, 1), "nothing else is started first"


def test_systemd_hears_that_the_node_is_ready_alive_and_stopping(folder: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        told: dict[str, Any] = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        with listening("--data", folder, "serve", "--port", "0", **told) as (process, address):
            assert manager.recv(100) == b"READY=1"
            assert httpx2.get(f"{address}/healthz").status_code == 200
            assert [manager.recv(100) for _ in range(2)] == [b"WATCHDOG=1"] * 2
            process.send_signal(signal.SIGTERM)
            while (state := manager.recv(100)) == b"WATCHDOG=1":
                pass
            assert state == b"STOPPING=1"


def test_without_systemd_no_notification_is_sent() -> None:
    Manager.of({}).tell("READY=1")
    Manager.of({"NOTIFY_SOCKET": "/nowhere/notify"}).tell("READY=1")
    assert Manager.of({"WATCHDOG_USEC": "30000000"}).alive_seconds == 15
    assert Manager.of({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}).alive_seconds is None
    assert Manager.of({"WATCHDOG_USEC": "3", "WATCHDOG_PID": str(os.getpid())}).alive_seconds is not None
    assert Manager.of({"WATCHDOG_USEC": "soon"}).alive_seconds is None
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0huren-test-notify")
        Manager.of({"NOTIFY_SOCKET": "@huren-test-notify"}).tell("READY=1")
        assert manager.recv(100) == b"READY=1"


def test_one_subscriber_is_one_address() -> None:
    """An IPv6 /64 is one subscriber, as for the rate limit."""
    crowd = Crowd(Bounds.of(Settings.load(None, connections_per_address=3), 100))
    joined = [
        crowd.join(BoundedProtocol.__new__(BoundedProtocol), f"2001:db8:1:2::{n:x}") for n in range(1, 6)
    ]
    assert joined == [True] * 3 + [False] * 2
    assert crowd.join(BoundedProtocol.__new__(BoundedProtocol), "2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("written", "bucket"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ('"[2001:db8:1:2::7]:4711"', str(0x20010DB800010002)),
        ("[2001:db8:1:2::9]", str(0x20010DB800010002)),
        ("2001:db8:1:2::9%eth0", str(0x20010DB800010002)),
        ("unknown", "-"),
        ("", "-"),
    ],
)
def test_an_address_is_the_same_in_every_notation_of_a_proxy(written: str, bucket: str) -> None:
    assert bucket_of(written) == bucket
