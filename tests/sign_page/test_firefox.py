"""The page in another engine: Firefox opens it as a file and signs what the desk stores."""

from pathlib import Path

import pytest

from tests.sign_page.firefox import firefox
from tests.sign_page.key_holder import WORDS, Desk
from web.sign_page import build_sign_page

pytestmark = [pytest.mark.javascript, pytest.mark.browser, pytest.mark.night]

READY = """async () => {
while (document.querySelector('#main[aria-busy]')) await new Promise(requestAnimationFrame);
return document.querySelector('#cannot-run').hidden ? 'ready' : 'cannot run'; }"""
READ = """async () => {
while (!document.querySelector('#files').dataset.read) await new Promise(requestAnimationFrame);
return document.querySelector('#answer').innerText; }"""
SIGN = """async (passphrase) => {
document.querySelector('#clock-right').click();
document.querySelector('#version').value = '1';
document.querySelector('#passphrase').value = passphrase;
document.querySelector('#go').click();
while (!document.querySelector('#done, #told [data-refused]')) await new Promise(requestAnimationFrame);
return document.querySelector('#told').innerText; }"""


def test_firefox_signs_what_the_desk_stores(tmp_path: Path) -> None:
    (office := tmp_path / "office").mkdir()
    desk = Desk(office)
    plan = desk.export(desk.decide(desk.issue(3)))
    page = tmp_path / "sign.html"
    page.write_bytes(build_sign_page())
    with firefox(tmp_path) as tab:
        tab.open(page.as_uri(), desk.office.now)
        assert tab.call(READY) == "ready"
        tab.put("#file", plan, desk.key("assessment"))
        assert "可以签署" in tab.call(READ)
        assert "3/3" in tab.call(SIGN, WORDS)
        data = tab.save("() => document.querySelector('#save').click()")
    desk.check_stored(data, desk.office.now)
