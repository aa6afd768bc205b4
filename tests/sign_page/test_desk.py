"""From the desk to the page and back: the desk's own files store what the page states and signs."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from credentials.documents.desk.statement import read_statement
from desk.office.statements import add_statement
from signing.signer import Ed25519Signer
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom
from tests.harness.key_files import save_key
from tests.sign_page.key_holder import WORDS, KeyHolder

pytestmark = [pytest.mark.javascript, pytest.mark.browser]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[DeskRoom]:
    room = DeskRoom(tmp_path / "registry.db", heads=tmp_path / "heads")
    yield room
    room.close()


def key_of(folder: Path, name: str, signer: Ed25519Signer) -> Path:
    path = folder / f"{name}.pem"
    save_key(path, signer.to_pem(WORDS.encode()))
    return path


def test_a_suspension_goes_from_the_desk_through_the_page_into_the_registry(
    room: DeskRoom, holder: KeyHolder, tmp_path: Path
) -> None:
    (record,) = room.issue_before(1)
    plan = room.plan([room.suspension(record)])
    out = tmp_path / "to-state.json"
    out.write_bytes(room.carry(plan.digest))
    holder.open(room.now, out, key_of(tmp_path, "clerk", CLERK.signer), mode="state")
    assert record.body.title in holder.page.locator("#rows").inner_text()
    holder.page.locator("#decision").select_option("make")
    holder.go()
    made = read_statement(holder.save_json())
    room.desk.write(partial(add_statement, statement=made, now=room.now))
    assert room.state(CHAIR, "p2", plan.digest, "approve").answer.code is None
    out = tmp_path / "to-sign.json"
    out.write_bytes(room.export(plan.digest))
    room.office.world.advance(minutes=5)
    holder.open(room.now, out, key_of(tmp_path, "assessment", room.signer))
    assert holder.answer is None
    assert "1/1" in holder.go()
    assert room.upload(holder.save()) == ["stored"]


def test_the_page_does_not_sign_a_plan_that_the_desk_would_not_export(
    room: DeskRoom, holder: KeyHolder, tmp_path: Path
) -> None:
    (record,) = room.issue_before(1)
    plan = room.plan([room.suspension(record)])
    room.state(CLERK, "p1", plan.digest, "make")
    out = tmp_path / "to-sign.json"
    out.write_bytes(room.carry(plan.digest))
    holder.open(room.now, out, key_of(tmp_path, "assessment", room.signer))
    assert holder.answer == room.find(plan.digest).answer.code == "too-few"
    holder.go()
    assert holder.page.locator("#save").count() == 0
