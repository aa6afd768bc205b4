"""The scripts and sentences of the packet on an enterprise's page: small at first, and all used."""

import gzip
import json
import re

from tests.harness.checkout import ROOT
from web.served_page import PACKET, link_scripts

PACKET_ROOM = ROOT / "web" / "packet"


def test_the_page_loads_next_to_nothing_before_a_file_is_chosen() -> None:
    sizes = {path: len(gzip.compress(data, 6, mtime=0)) for path, data in link_scripts(PACKET).items()}
    first, later, rare = PACKET.scripts
    assert sizes[first] <= 600
    assert sizes[later] <= 138_000
    assert sizes[rare] <= 17_500
    assert b"import('./later.js')" in link_scripts(PACKET)[first]


def test_every_sentence_of_a_packet_is_said_in_both_languages_and_used() -> None:
    table = json.loads((PACKET_ROOM / "sentences.json").read_bytes())
    text = "".join(path.read_text("utf-8") for path in PACKET_ROOM.glob("*.js"))
    for key, (english, chinese) in table.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese)), key
        assert f"'{key}'" in text, key
    others = [json.loads((ROOT / "web" / path).read_bytes()) for path in (
        "page/words/sentences.json", "tender/sentences.json")]  # fmt: skip
    said = set(re.findall(r"\bsay\('(\w+)'", text))
    assert said <= table.keys() | others[0].keys() | others[1].keys()
    assert not table.keys() & (others[0].keys() | others[1].keys())
