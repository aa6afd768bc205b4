"""Files in deploy/: nginx runs with its configuration, systemd checks the units, tests read the rest."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api import Settings
from api.http.middleware import SECURITY_HEADERS
from api.metrics import COUNTED, READ
from api.server.host_limits import HEADROOM
from tests.harness.example_world import copy_world
from tests.harness.groups import require, skip_group
from tests.harness.processes.nginx import DEPLOY, HOST, configure, find_nginx, running_nginx
from tests.harness.processes.serving import serving
from tests.sync.nodes import make_app, two_nodes
from tools.web.nginx_page import nginx_files

pytestmark = pytest.mark.service


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    nginx = find_nginx()
    path, _ = configure(tmp_path, tmp_path, 1)
    done = subprocess.run(
        [nginx, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def check_headers(answer: Any) -> None:
    """Check that each header is there once, whoever answered."""
    names = [name.lower() for name, _ in answer.headers.multi_items()]
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value, name
    once = (*SECURITY_HEADERS, "Strict-Transport-Security", "Cache-Control", "Access-Control-Allow-Origin")
    for name in once:
        assert names.count(name.lower()) <= 1, name
    assert "strict-transport-security" in names
    assert answer.headers.get("server", "nginx") == "nginx", "no version"


@pytest.fixture(scope="module")
def node(example_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of a node that runs, and its address."""
    find_nginx()
    folder = copy_world(example_world, tmp_path_factory.mktemp("node") / "demo")
    with serving(folder) as (_, address):
        yield folder, address


@contextmanager
def nginx_before(node: tuple[Path, str], work: Path) -> Iterator[httpx2.Client]:
    """An nginx of its own, so that it has counted nobody's requests."""
    folder, address = node
    with running_nginx(work, folder / "public", int(address.rpartition(":")[2])) as client:
        yield client


def test_the_tree_and_the_node_through_nginx(node: tuple[Path, str], tmp_path: Path) -> None:
    """One file of each folder and ending."""
    folder, address = node
    site = folder / "public"
    files = [path for path in site.rglob("*") if path.is_file()]
    kinds = {(path.parent, path.suffix): path for path in files}
    with httpx2.Client(headers={"host": HOST}) as direct, nginx_before(node, tmp_path) as client:
        for path in kinds.values():
            name = str(path.relative_to(site))
            for asked in (name, name.removeprefix(f"{HOST}/")):
                answer = client.get(f"/{asked}")
                own = direct.get(f"{address}/{asked}")
                assert answer.status_code == 200, asked
                assert answer.content == path.read_bytes() == own.content, asked
                assert "x-request-id" not in answer.headers, "from the tree, not from the node"
                for header in ("content-type", "cache-control", "access-control-allow-origin"):
                    assert answer.headers[header] == own.headers[header], (asked, header)
                check_headers(answer)
        for asked, status in (
            ("/api/v1/bundle", 200),
            ("/docs", 200),
            ("/no/such", 404),
        ):
            answer = client.get(asked)
            assert answer.status_code == status
            assert answer.headers["x-request-id"], "from the node"
            if asked != "/docs":
                check_headers(answer)
        verdict = client.post(
            "/api/v1/verifications",
            json={"credential": (folder / "samples" / "valid.h1.txt").read_text()},
        ).json()
        assert verdict["code"] == "ok"
        for hostile in (
            "/..%2f..%2fregistry.db",
            "/%2e%2e/registry.db",
            "/cq.huren.example/..;/x.db",
        ):
            assert client.get(hostile).status_code in (400, 404), hostile


def test_nginx_bounds_what_one_client_asks_of_the_node(node: tuple[Path, str], tmp_path: Path) -> None:
    """nginx refuses requests beyond `limit_req`; it does not count the tree and reads no long head."""
    site = node[0] / "public"
    (name, *_) = (str(path.relative_to(site)) for path in site.rglob("bundle.json"))
    with nginx_before(node, tmp_path) as client:
        with ThreadPoolExecutor(8) as pool:
            seen: set[int] = set()
            for _ in range(15):
                seen |= {*pool.map(lambda _: client.get("/healthz").status_code, range(100))}
                if 429 in seen:
                    break
        assert seen == {200, 429}
        assert {client.get(f"/{name}").status_code for _ in range(120)} == {200}
        assert client.get("/", headers={"x-long": "a" * 20_000}).status_code == 431


@pytest.mark.parametrize("path", nginx_files(), ids=lambda path: path.name)
def test_the_page_of_nginx_is_that_of_the_node(path: Path) -> None:
    assert path.read_text("utf-8") == nginx_files()[path], "run python -m tools.docs.build"


def test_nginx_and_the_unit_say_what_the_node_does() -> None:
    settings, text = Settings.load(), (DEPLOY / "nginx.conf").read_text("utf-8")
    (kept,) = re.findall(r"keepalive_timeout (\d+)s;\n}", text)
    assert int(kept) < settings.idle_seconds, "nginx is the one that closes"
    (number, size) = re.findall(r"large_client_header_buffers (\d+) (\d+)k;", text)[0]
    assert int(number) * int(size) * 1024 == settings.header_bytes
    service = read_unit("huren.service")["Service"]
    assert (service["Type"], service["NotifyAccess"]) == (["notify"], ["main"])
    assert int(service["WatchdogSec"][0]) >= 10
    assert {"MemoryMax", "MemoryHigh"} <= set(service)
    assert service["OOMPolicy"] == ["continue"], "the node outlives its workers"
    assert int(service["LimitNOFILE"][0]) >= settings.connections + HEADROOM
    assert "HUREN_TRUSTED_PROXIES" in (DEPLOY / "Containerfile").read_text("utf-8")


def test_without_nginx_the_group_is_skipped_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.delenv("HUREN_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="group nginx"):
        find_nginx()


UNITS = (
    *("huren.service", "huren-backup.service", "huren-publish.service", "huren-desk.service"),
    *("huren-backup.timer", "huren-publish.timer"),
)


def read_unit(name: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(section, {}).setdefault(key, []).append(value)
    return found


def test_the_node_is_hardened_and_gets_the_time_to_stop() -> None:
    service = read_unit("huren.service")["Service"]
    assert service["User"] == ["huren"]
    assert service["NoNewPrivileges"] == ["yes"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["CapabilityBoundingSet"] == [""]
    assert int(service["TimeoutStopSec"][0]) > Settings.load().stop_seconds
    for name in UNITS[:4]:
        (command,) = read_unit(name)["Service"]["ExecStart"]
        assert re.search(r"/opt/huren/bin/huren (serve|backup|publish|desk serve)\b", command)
    desk = read_unit("huren-desk.service")["Service"]
    assert (desk["Type"], desk["IPAddressDeny"], desk["ProtectSystem"]) == (["notify"], ["any"], ["strict"])


def test_a_node_that_may_reach_this_machine_alone_is_told_to_allow_its_peers() -> None:
    """The unit denies other addresses, so its text says where to name the peers."""
    service = read_unit("huren.service")["Service"]
    assert (service["IPAddressDeny"], service["IPAddressAllow"]) == (["any"], ["localhost"])
    page = (DEPLOY.parent / "docs/how-to/connect-a-node.md").read_text("utf-8")
    peers = page.partition("## Name its peers")[2].partition("\n## ")[0]
    assert re.search(r"huren\.service\.d/\S+\n\[Service\]\nIPAddressAllow=\S+", peers)
    assert "each peer" in (DEPLOY / "huren.service").read_text("utf-8")


def test_every_unit_is_tested() -> None:
    assert {path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer")} == {*UNITS}
    for name in UNITS:
        assert "Unit" in read_unit(name)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """With the program's path replaced by one that exists."""
    if shutil.which("systemd-analyze") is None:
        skip_group("systemd", "there is no systemd-analyze")
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8").replace("/opt/huren/bin/huren", "/bin/true")
        (tmp_path / name).write_text(re.sub(r"(?m)^(User|Group)=.*\n", "", text), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    own = [line for line in done.stderr.splitlines() if "huren" in line]
    assert own == []
    (tmp_path / "huren.service").write_text("[Service]\nExecStart=/bin/true\nTypo=yes\n", "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "huren.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "huren.service" in done.stderr, "and what is wrong is told"


_METRIC = re.compile(r"\bhuren_[a-z_]+")
_LABELS = re.compile(r"by \(([a-z, ]+)\)|\{([a-z]+)=~|\{\{([a-z]+)\}\}")


def test_the_board_and_the_alerts_name_only_what_a_node_counts(tmp_path: Path) -> None:
    with two_nodes(tmp_path) as (node, other):
        for one in (node, other):
            one.publish()
        node.pull(other)
        client = TestClient(make_app(node), client=("127.0.0.1", 1))
        client.post("/api/v1/verifications", json={"credential": "x"})
        client.post("/api/v1/records", content=b"{}", headers={"content-type": "application/json"})
        text = client.get("/metrics").text
    served = {line.partition("{")[0].partition(" ")[0] for line in text.splitlines() if line[:1] != "#"}
    board, alerts = ((DEPLOY / name).read_text("utf-8") for name in ("grafana-board.json", "alerts.yml"))
    panels = json.loads(board)["panels"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    asked += re.findall(r"^ +expr: (.+)$", alerts, re.MULTILINE)
    named = {name for expression in asked for name in _METRIC.findall(expression)}
    assert len(asked) > 20
    assert named <= served
    bases = {re.sub("_(bucket|count|sum)$", "", name) for name in served}
    assert {re.sub("_bucket$", "", name) for name in named} == bases, (
        "and nothing that is counted is left out"
    )
    known = {label for one in (COUNTED | READ).values() for label in one.labels} | {"le"}
    found = {part.strip() for hit in _LABELS.findall(board + alerts) for part in ",".join(hit).split(",")}
    assert found - {""} <= known
    said = [panel["title"] for panel in panels] + re.findall(r'summary: "(.+)"', alerts)
    assert all(" · " in title for title in said), "in both languages"


def address_of(client: httpx2.Client) -> str:
    return str(client.base_url).rstrip("/")


def test_metrics_are_not_served_through_nginx(node: tuple[Path, str], tmp_path: Path) -> None:
    assert "huren_http_requests" in httpx2.get(f"{node[1]}/metrics").text
    with nginx_before(node, tmp_path) as client:
        for path in ("/metrics", "//metrics", "/./metrics", "/%6detrics", "/metrics?x", "/metrics/"):
            answer = client.get(f"{address_of(client)}{path}")
            assert answer.status_code == 404, path
            assert "huren_" not in answer.text


def test_the_example_settings_load() -> None:
    path = DEPLOY / "huren.toml"
    settings = Settings.load(path)
    assert settings.data == Path("/var/lib/huren")
    whole = "\n".join(
        re.sub(r'^# (?=[a-z_"\[]+ ?[=".\]])', "", line) for line in path.read_text().splitlines()
    )
    assert {"database_url", "other_nodes"} <= set(tomllib.loads(whole))


def test_the_container_is_made_of_a_release_and_runs_as_nobody_in_particular() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.search(r"^USER [0-9]+:[0-9]+$", text, re.MULTILINE)
    assert 'ENTRYPOINT ["huren"]' in text
    copied = re.findall(r"^COPY (?:--from=build )?(\S+)", text, re.MULTILINE)
    assert copied == ["huren-*.whl", "/opt/huren"]
    assert "--no-deps --require-hashes --only-binary :all:" in text
    for variable in re.findall(r"HUREN_([A-Z_]+)=", text):
        assert variable.lower() in Settings.model_fields


COMPOSE: Any = require("yaml", "compose").safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_bounded_and_only_nginx_is_reached_from_elsewhere(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["image"] == "huren" or re.fullmatch(r"[0-9]+:[0-9]+", service["user"])
    assert "healthcheck" in service or service["profiles"] == ["command"]
    if name != "nginx":
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert ("outside" in service["networks"]) == (name in ("node", "nginx")), "the database meets nobody else"


def test_secrets_of_the_containers_are_files_that_git_ignores() -> None:
    paths = {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert all(path.startswith("../secrets/") for path in paths)
    assert "/secrets/" in (DEPLOY.parent / ".gitignore").read_text("utf-8").splitlines()
    for service in SERVICES.values():
        for variable, value in service.get("environment", {}).items():
            known = variable.removeprefix("HUREN_").lower() in {*Settings.model_fields, "config"}
            assert known or variable.startswith("POSTGRES_")
            assert "PASSWORD" not in variable or value.startswith("/run/secrets/")
            assert not re.search(r"//[^/@]*:[^/@]*@", value), "a password in an address"


def test_the_containers_take_the_host_from_outside_the_checkout() -> None:
    """`make release` refuses an edited checkout: .env and the override are files that git ignores."""
    text = re.sub("(?m)^ *#.*", "", (DEPLOY / "compose.yaml").read_text("utf-8"))
    assert re.findall(r"(?<!s,)cq\.huren\.example", text) == []
    ignored = (DEPLOY.parent / ".gitignore").read_text("utf-8").splitlines()
    assert {"/deploy/.env", "/deploy/compose.override.yaml"} <= {*ignored}


def test_people_read_on_while_the_node_is_away() -> None:
    """Every publication that runs by itself writes the pages; one that did not would close them."""
    (unit,) = read_unit("huren-publish.service")["Service"]["ExecStart"]
    assert unit.endswith(f"--pages https://{HOST}")
    (loop,) = SERVICES["publish"]["command"]
    assert re.search(r"huren publish \S+ --key \S+ --pages https://\$\{HUREN_NAME:", loop)


def test_the_node_in_a_container_trusts_nginx_alone_and_nginx_finds_it() -> None:
    node, nginx = SERVICES["node"], SERVICES["nginx"]
    assert json.loads(node["environment"]["HUREN_TRUSTED_PROXIES"]) == [
        nginx["networks"]["outside"]["ipv4_address"]
    ]
    replaced = dict(re.findall(r"-e s,([^,]+),([^,]+),", nginx["command"][0]))
    assert len(replaced) == 4
    assert all(path in (DEPLOY / "nginx.conf").read_text("utf-8") for path in replaced)
    assert replaced["127.0.0.1:8000"] == f"{node['networks']['outside']['ipv4_address']}:8000"
    assert {*replaced.values()} >= {f"/run/secrets/{name}" for name in nginx["secrets"]}
    assert "depends_on" not in nginx, "it serves the tree while the node is down"
    assert int(node["stop_grace_period"].removesuffix("s")) > Settings.load().stop_seconds
