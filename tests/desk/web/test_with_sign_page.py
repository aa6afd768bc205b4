"""The desk and the key holder's page exchange files, from plan to stored record."""

from pathlib import Path

import pytest

from tests.credentials.desk.papers import KeyFile, person
from tests.desk.desk_room import DeskRoom
from tests.desk.web.desk_site import DESK, DeskSite, hidden
from tests.harness.browser import chromium
from tests.harness.groups import skip_group
from tests.harness.key_files import save_key
from tests.sign_page.key_holder import VENDOR, WORDS, KeyHolder
from web.sign_page import build_sign_page

pytestmark = [pytest.mark.browser, pytest.mark.javascript]

HANDS = {"p1": KeyFile("clerk"), "p2": KeyFile("chair")}


def test_the_desk_stores_statements_and_signatures_of_the_page(tmp_path: Path) -> None:
    if not VENDOR.is_dir():
        skip_group("vendor", "built without the browser libraries")
    roles = {"p1": "clerk", "p2": "chair"}
    listed = [person(name, hand.entry, roles=[roles[name]]) for name, hand in HANDS.items()]
    room = DeskRoom(tmp_path / "registry.db", people=listed)
    site = DeskSite(room)
    site.give_password(*HANDS)
    page = tmp_path / "sign.html"
    page.write_bytes(build_sign_page())
    for name, hand in HANDS.items():
        save_key(tmp_path / f"{name}.pem", hand.signer.to_pem(WORDS.encode()))
    save_key(tmp_path / "key.pem", room.office.world.cq.signers["assessment"].to_pem(WORDS.encode()))
    documents = [room.suspension(record) for record in room.issue_before(3)]
    plan = f"/plans/{room.plan(documents).digest}"
    carried = tmp_path / "plan.json"
    with chromium() as browser, KeyHolder(browser, page) as holder:
        # 1. each person takes the file away, states on the page, and brings the statement back
        for name, decision in (("p1", "make"), ("p2", "approve")):
            desk = site.signed_in(name, address=DESK)
            carried.write_bytes(desk.get(f"{plan}/file").content)
            room.office.world.advance(minutes=1)
            holder.open(room.now, carried, tmp_path / f"{name}.pem", mode="state")
            holder.page.locator("#decision").select_option(decision)
            holder.go()
            answer = desk.post("/uploads", files={"file": ("statement.json", holder.save())})
            assert answer.headers["location"].endswith(f"?stated={decision}"), answer.text
        # 2. the plan is exported, signed and brought back
        version = hidden(desk.get(plan), "version")
        carried.write_bytes(desk.post(f"{plan}/export", data={"version": version}).content)
        room.office.world.advance(minutes=1)
        holder.open(room.now, carried, tmp_path / "key.pem")
        stands = holder.page.locator("#rows [data-stands]")
        assert stands.evaluate_all("all => all.map(one => one.dataset.stands)") == ["active"] * 3
        holder.go()
        result = desk.post("/uploads", files={"file": ("signed.json", holder.save())})
        assert holder.errors == []
    assert (result.text.count("stored"), result.text.count("not stored")) == (3, 0), result.text
    room.close()
