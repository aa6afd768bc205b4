"""One SELECT without a transaction of its own: the same rows and errors; a broken connection is replaced."""

import json
from pathlib import Path

import pytest
from sqlalchemy import bindparam, column, select

from registry import RegistryError
from registry.database.tables import RECORD, SETTING
from registry.database.transactions import Database
from registry.lookup.lookup import find_credential
from tests.harness import postgres
from tests.world import World, id_of
from tests.world.registries import open_registry

BY_NAME = select(SETTING.c.value).where(SETTING.c.name == bindparam("name"))


def test_a_fetch_sees_committed_rows(place: Path | str) -> None:
    store = Database(place)
    assert store.fetch(BY_NAME, name="type") == [("huren-registry/1",)]
    assert store.fetch(BY_NAME, name="nothing") == []
    store.run_in_transaction(lambda c: c.execute(SETTING.insert().values(name="x", value="示例'; --")))
    assert store.fetch(BY_NAME, name="x") == [("示例'; --",)]
    store.close()


def test_a_failed_fetch_raises_registry_error_and_the_next_works(place: Path | str) -> None:
    store = Database(place)
    with pytest.raises(RegistryError):
        store.fetch(BY_NAME, name="\ud800")
    with pytest.raises(RegistryError) as caught:
        store.fetch(select(column("absent")).select_from(SETTING))
    assert caught.value.code == "storage-failed"
    assert store.fetch(BY_NAME, name="type") == [("huren-registry/1",)]
    store.close()


@pytest.mark.night
@pytest.mark.postgresql
def test_a_fetch_survives_a_restart_of_the_server() -> None:
    server = postgres.start_server()
    try:
        store = Database(server.url("postgres"))
        assert store.fetch(BY_NAME, name="type")
        server.stop("fast")
        server.start()
        assert store.fetch(BY_NAME, name="type") == [("huren-registry/1",)]
        server.stop("fast")
        with pytest.raises(RegistryError) as caught:
            store.fetch(BY_NAME, name="type")
        assert caught.value.code == "database-unreachable"
        server.start()
        store.close()
    finally:
        server.close()


def test_a_credential_is_found_by_its_id_and_an_event_is_not_one(tmp_path: Path) -> None:
    world = World()
    credential = world.issue("cq")
    event = json.loads(world.revoke(credential))["id"]
    with open_registry(tmp_path / "registry.db", world) as registry:
        found = find_credential(registry, id_of(credential))
        assert found is not None
        assert found.data == credential
        assert find_credential(registry, id_of(credential), world.sc.did) is None
        assert registry.fetch(select(RECORD.c.kind).where(RECORD.c.name == bindparam("name")), name=event)
        assert find_credential(registry, event) is None
