"""Checks of the host when a node starts: file descriptors for connections, and whether a container runs
the node."""

import resource
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path

import orjson

from api.http.middleware import LOGGER
from api.settings import Settings

HEADROOM = 256
"""File descriptors reserved for files, databases and other processes, not for clients' connections."""
LEAST = 16

_CONTAINER_MARKS = (Path("/run/.containerenv"), Path("/.dockerenv"))
_ONE_BUCKET = {
    "code": "one-bucket",
    "message": "Listening on all addresses of a container, and no proxy is trusted: behind a mapped port all "
    "clients have one address, so they share one rate limit. Set HUREN_TRUSTED_PROXIES to the address that "
    "requests come from and let the proxy there send X-Forwarded-For, or use the host's network.",
    "message_zh": "正在监听容器的全部地址，且未设置可信代理：经端口映射后所有客户端地址相同，"
    "共用一份访问配额。请将 HUREN_TRUSTED_PROXIES 设为请求来源地址，"
    "并由该处代理发送 X-Forwarded-For；或使用主机网络。",
}
_FEW_DESCRIPTORS = "Fewer file descriptors than connections need: raise the limit (ulimit -n, LimitNOFILE)."
_FEW_DESCRIPTORS_ZH = "文件描述符少于连接所需：请提高上限（ulimit -n、LimitNOFILE）。"


def make_room(connections: int) -> int:
    """Return the number of connections the process may hold, at most `connections`.

    The function raises the soft limit as needed and logs a number lower than asked for.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + HEADROOM
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        # any process may raise its soft limit to the hard one (getrlimit(2))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    room = connections if soft == resource.RLIM_INFINITY else min(connections, max(soft - HEADROOM, LEAST))
    if room < connections:
        words = {"message": _FEW_DESCRIPTORS, "message_zh": _FEW_DESCRIPTORS_ZH}
        _warn({"code": "few-descriptors", "connections": room, **words})
    return room


def is_container(environment: Mapping[str, str], process: int) -> bool:
    """Return whether podman, docker or Kubernetes runs this process: by its environment, its process id,
    or marker files."""
    is_declared = "container" in environment or "KUBERNETES_SERVICE_HOST" in environment
    return is_declared or process == 1 or any(mark.exists() for mark in _CONTAINER_MARKS)


def warn_of_one_bucket(settings: Settings, *, in_container: bool) -> None:
    """Warn in the log where all clients of a mapped port would share one rate limit."""
    if in_container and _is_any(settings.host) and not any(map(_is_elsewhere, settings.trusted_proxies)):
        _warn(_ONE_BUCKET)


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _is_elsewhere(proxy: str) -> bool:
    try:
        return proxy == "*" or not ip_network(proxy, strict=False).is_loopback
    except ValueError:
        return True


def _warn(line: dict[str, object] | dict[str, str]) -> None:
    LOGGER.warning("%s", orjson.dumps(line).decode())
