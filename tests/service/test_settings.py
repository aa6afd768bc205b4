"""Settings: the file, the variables, refusals, and the effect of each setting."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from api import Settings
from api.errors import ApiError
from tests.world.api_node import NDJSON, problem_of, running
from web.brand.settings import BrandSettings, Contact

OTHER: dict[str, Any] = {
    "data": Path("/srv/huren"),
    "database_url": SecretStr("postgresql+psycopg://huren:correct-horse@db.example/huren"),
    "search_url": SecretStr("postgresql+psycopg://huren:correct-horse@replica.example/huren"),
    "metrics_from": ("192.0.2.0/24",),
    "host": "::1",
    "port": 8443,
    "trusted_proxies": ("10.0.0.0/8", "::1"),
    "font": Path("/srv/fonts/rare.otf"),
    "other_nodes": {"did:web:sc.example": "https://sc.example"},
    "peers": {"did:web:sc.example": "https://sc.example"},
    "plain_http": ("10.0.0.0/8",),
    "sync_seconds": 60.0,
    "checkpoint_seconds": 1.0,
    "publication_keys": (Path("publication.pem"),),
    "brand": BrandSettings.model_validate({"accent": "#1d3f72", "contact": {"phone": "023-12345678"}}),
    "rate_per_minute": 0,
    "rate_burst": 7,
    "body_seconds": 2.5,
    "header_bytes": 8_192,
    "header_seconds": 2.5,
    "idle_seconds": 9.5,
    "write_seconds": 2.5,
    "connections": 99,
    "connections_per_address": 9,
    "batch_bytes": 1_000_000,
    "body_memory": 2_000_000,
    "batch_workers": 0,
    "trust_poll_seconds": 9.0,
    "trust_wait_seconds": 0.0,
    "stop_seconds": 1,
    "log_level": "warning",
}
"""Another value than the default for every setting."""


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HUREN_{name.upper()}", raising=False)


def toml(value: Any) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_defaults=True)
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{k}" = {toml(v)}' for k, v in value.items()) + " }"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value) if isinstance(value, int | float) else f'"{value}"'


def variable(value: Any) -> str:
    if isinstance(value, dict | tuple | BaseModel):
        return toml(value).replace(" = ", ": ")
    return toml(value).strip('"')


def test_every_setting_has_a_test_value() -> None:
    assert set(OTHER) == set(Settings.model_fields)
    defaults = Settings.load()
    assert all(getattr(defaults, name) != value for name, value in OTHER.items())


@pytest.mark.parametrize("name", OTHER)
def test_each_setting_is_read_from_the_file_and_from_a_variable(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huren.toml"
    path.write_text(f"{name} = {toml(OTHER[name])}\n", encoding="utf-8")
    assert getattr(Settings.load(path), name) == OTHER[name]
    monkeypatch.setenv(f"HUREN_{name.upper()}", variable(OTHER[name]))
    assert getattr(Settings.load(), name) == OTHER[name]


def test_a_variable_beats_the_file_and_an_argument_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huren.toml"
    path.write_text("port = 1001\nrate_burst = 11\n", encoding="utf-8")
    monkeypatch.setenv("HUREN_PORT", "1002")
    settings = Settings.load(path)
    assert (settings.port, settings.rate_burst) == (1002, 11)
    assert Settings.load(path, port=1003).port == 1003


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "huren.toml"
    url = toml(OTHER["database_url"])
    path.write_text(f"database_url = {url}\n", encoding="utf-8")
    settings = Settings.load(path)
    assert settings.database == url.strip('"')
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.model_dump()}"):
        assert "correct-horse" not in shown
    for line in ("port = 70000", "prot = 1", "port = ", 'database_url = "again"'):
        path.write_text(f"database_url = {url}\n{line}\n", encoding="utf-8")
        with pytest.raises(ApiError) as caught:
            Settings.load(path)
        assert "correct-horse" not in repr(caught.value) + caught.value.sentence("en")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings.load().port = 1


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("port = 70000", "setting-value", "port"),
        ("prot = 80", "setting-unknown", ""),
        ('trusted_proxies = ["10.0.0.0/99"]', "setting-value", "trusted_proxies"),
        ('log_level = "loud"', "setting-value", "log_level"),
        (
            '[other_nodes]\n"did:web:sc.example" = "ftp://x"',
            "setting-value",
            "other_nodes.did:web:sc.example",
        ),
        (
            '[other_nodes]\n"did:web:sc.example" = "https://x/\\r\\nSet-Cookie: a"',
            "setting-value",
            "other_nodes",
        ),
        ("[brand]\nacent = 1", "setting-unknown", ""),
        ("[brand.contact]\nfax = 1", "setting-unknown", ""),
        ('[brand]\naccent = "red"', "setting-value", "brand.accent"),
        ('[brand]\nparty = "sc"', "setting-value", "brand.party"),
        ('[brand]\nregistry = "x"', "setting-value", "brand.registry"),
        ('[brand]\nregistry = { zh = "登记" }', "setting-value", "brand.registry.en"),
        ('[brand]\noperator = { zh = "登\\u202e记", en = "x" }', "setting-value", "brand.operator"),
        ('[brand.contact]\nphone = "javascript:1"', "setting-value", "brand.contact.phone"),
        ('[brand.objections]\nemail = "a@b"', "setting-value", "brand.objections.email"),
        ("port = ", "settings-unreadable", ""),
        ("\x00", "settings-unreadable", ""),
    ],
)
def test_an_unfit_setting_is_named(tmp_path: Path, text: str, code: str, field: str) -> None:
    path = tmp_path / "huren.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ApiError) as caught:
        Settings.load(path)
    assert caught.value.code == code
    assert caught.value.field.startswith(field)
    assert caught.value.sentence("zh") != caught.value.sentence("en")


def test_a_variable_that_is_not_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_OTHER_NODES", "{")
    with pytest.raises(ApiError) as caught:
        Settings.load()
    assert (caught.value.code, caught.value.field) == ("setting-value", "other_nodes")


def test_every_setting_is_documented_in_both_languages() -> None:
    for table in (Settings, BrandSettings, Contact):
        for name, field in table.model_fields.items():
            extra = field.json_schema_extra
            assert isinstance(extra, dict)
            assert field.description, name
            assert re.search(r"[\u4e00-\u9fff]", str(extra["zh"])), name


def test_a_setting_under_a_misspelt_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "huren.toml"
    path.write_text('[brand]\nacent = "#123456"\n', encoding="utf-8")
    with pytest.raises(ApiError, match=r"“brand\.acent”.*Is “brand\.accent” meant"):
        Settings.load(path)


def test_the_size_of_a_batch_is_capped_by_its_setting(tmp_path: Path) -> None:
    with running(tmp_path, batch_bytes=65_536) as node:
        body = b'{"a":"' + b"x" * 65_536 + b'"}'
        for path, headers in (("/api/v1/records/batch", NDJSON), ("/api/v1/verifications/batch", {})):
            answer = node.client.post(
                path, content=body, headers={"content-type": "application/json", **headers}
            )
            assert problem_of(answer)["code"] == "body-too-large"
