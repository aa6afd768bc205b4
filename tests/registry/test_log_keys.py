"""The verification key of a log, used by a program that knows only C2SP."""

import re
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from registry.publishing.static_tree import write_tree
from tests.world import World
from tests.world.api_node import Node, running

HOST = "cq.huren.example"


def opens(note: str, vkey: str) -> bool:
    """Tell whether the key signed `note` (C2SP signed-note, without any code of ours).

    A vkey is `<name>+<id>+<base64 of 0x01 and the key>`, its id the beginning of SHA-256 of name, newline,
    0x01 and key; a signature line: an em dash, the name, base64 of the id and the signature of the text.
    """
    name, key_id, encoded = vkey.split("+", 2)
    raw = b64decode(encoded, validate=True)
    assert raw[0] == 1
    assert sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id
    text, _, lines = note.rpartition("\n\n")
    for line in lines.splitlines():
        dash, signer, value = line.split(" ")
        signature = b64decode(value, validate=True)
        if (dash, signer, signature[:4].hex()) == ("—", name, key_id):
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature[4:], f"{text}\n".encode())
            except InvalidSignature:
                return False
            return True
    return False


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node")) as node:
        node.world.issue(by="cq")
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        yield node


def test_a_checkpoint_verifies_under_the_key_of_its_log(node: Node, tmp_path: Path) -> None:
    write_tree(node.registry, tmp_path)
    parties = node.client.get("/api/v1/associations").json()["items"]
    for item in parties:
        host = item["address"].removeprefix("https://")
        (vkey,) = item["logKeys"]
        assert vkey.startswith(f"{host}/log+")
        note = (tmp_path / host / "log" / "checkpoint").read_text("utf-8")
        assert opens(note, vkey)
        origin, size, rest = note.split("\n", 2)
        assert not opens(f"{origin}\n{int(size) + 1}\n{rest}", vkey)
        assert not any(opens(note, other["logKeys"][0]) for other in parties if other is not item)
        assert (tmp_path / host / "log" / "key").read_text("utf-8") == f"{vkey}\n"
        assert node.client.get(f"/{host}/log/key").text == f"{vkey}\n"
        assert node.client.get("/log/key", headers={"host": host}).text == f"{vkey}\n"


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "日志验证公钥（C2SP vkey）"), ("en", "Log verification key (C2SP vkey)")]
)
def test_the_key_of_a_log_is_on_its_page(node: Node, lang: str, words: str) -> None:
    (vkey, *_) = node.client.get("/api/v1/associations").json()["items"][0]["logKeys"]
    page = node.client.get(f"/associations/{node.world.cq.did}", params={"lang": lang}).text
    assert words in page
    assert re.search(rf"<code>{re.escape(vkey.replace('+', '&#43;'))}|<code>{re.escape(vkey)}", page)
    assert f'href="/{HOST}/log/key"' in page


def test_after_a_rotation_the_newest_key_is_first_and_a_stolen_one_left_out() -> None:
    world = World()

    def keys() -> list[str]:
        world.publish()
        party = world.trust().party(world.cq.did)
        assert party is not None
        return party.log_keys()

    (first,) = keys()
    world.advance(hours=1)
    world.rotate("cq", "publication")
    second, old = keys()
    assert old == first != second
    world.advance(hours=1)
    world.compromise("cq", "publication-1")
    assert keys() == [second]
