"""Keys in hardware, shown with a token in software (SoftHSM): listed, signing, refused in words."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from signing.ed25519 import verify_ed25519
from terminal.errors import CommandError
from terminal.workspace import tokens
from terminal.workspace.tokens import TokenSigner, open_token_key
from tests.cli.office.offices import Office, cq, offices
from tests.harness.groups import require
from tests.harness.processes.softhsm import LABEL, PIN, new_token
from tests.harness.processes.softhsm import token_address as address

__all__ = ["cq", "offices"]

pkcs11 = require("pkcs11", "softhsm")

ROWS = 30


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The library of a new token `chair` with the keys `assessment-1`, and `mute`, which may not sign."""
    with new_token(tmp_path_factory.mktemp("tokens")) as path:
        _make_keys(path)
        yield path


@pytest.fixture
def library(made: str) -> str:
    """The library with nobody logged in: one log-in serves a whole process."""
    pkcs11.lib(made).reinitialize()
    return made


def _make_keys(path: str) -> None:
    edwards = {pkcs11.Attribute.EC_PARAMS: b"\x13\x0cedwards25519"}
    with pkcs11.lib(path).get_token(token_label=LABEL).open(rw=True, user_pin=PIN.decode()) as session:
        for name, may_sign in (("assessment-1", True), ("publication-1", True), ("mute", False)):
            curve = session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, edwards, local=True)
            curve.generate_keypair(
                mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
                label=name,
                store=True,
                private_template={pkcs11.Attribute.SIGN: may_sign},
            )


def test_two_signers_of_one_token_sign_side_by_side(library: str) -> None:
    first, second = (open_token_key(address(library), "", lambda _: PIN) for _ in range(2))
    assert first.multikey == second.multikey
    for signer in (first, second, first):
        assert verify_ed25519(first.public_key, signer.sign(b"data"), b"data")


def test_what_cannot_sign_is_refused_by_name(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = {
        "token-pin": (address(library), b"999999"),
        "token-missing": (address(library, label="nobody"), PIN),
        "token-no-key": (address(library, key="nothing"), PIN),
        "token-library": (address(__file__), PIN),
        "token-address": ("pkcs11:token=chair", PIN),
    }
    cases = [*refused.items(), ("token-no-key", (address(library, key="mute"), PIN))]
    for code, (where, pin) in cases:
        with pytest.raises(CommandError) as caught:
            open_token_key(where, "", lambda _, pin=pin: pin)  # type: ignore[misc]
        assert caught.value.code == code
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(CommandError, match="token-extra-missing"):
        open_token_key(address(library), "", lambda _: PIN)


def test_a_token_is_listed_and_issues_though_it_is_pulled_on_the_way(
    cq: Office, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_PASSPHRASE", PIN.decode())
    key = address(library)
    root = cq.path("root.pem")
    cq("key", "list", "--root", root, "--add", f"assessment={key}", "--yes")
    sheet = cq.write("sheet.csv", _sheet())
    with monkeypatch.context() as pulled:
        pulled.setattr(tokens, "TokenSigner", _pulled_after(20))
        refused = cq("issue", sheet, "--key", key, "-o", cq.path("out"), code=2).err
        assert "The token stopped answering" in refused or "the token stopped answering" in refused
    cq("issue", sheet, "--key", key, "-o", cq.path("out"))
    issued = [json.loads(file.read_bytes()) for file in cq.path("out").glob("*.json")]
    methods = {document["proof"]["verificationMethod"] for document in issued}
    assert (len(issued), len(methods)) == (ROWS, 1)
    listed = json.loads(cq("key", "list", "--json").out)["verificationMethod"]
    signed_by = next(method for method in listed if method["id"] in methods)
    multikey = open_token_key(key, "", lambda _: PIN).multikey
    assert signed_by["publicKeyMultibase"] == multikey


def test_a_token_publishes_for_a_node(cq: Office, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_PASSPHRASE", PIN.decode())
    key = address(library, key="publication-1")
    cq("key", "list", "--root", cq.path("root.pem"), "--add", f"publication={key}", "--yes")
    cq("publish", cq.path("site"), "--key", key)
    assert "no problems" in cq("audit").out
    monkeypatch.setenv("HUREN_PUBLICATION_KEYS", key)
    multikey = open_token_key(key, "", lambda _: PIN).multikey
    listed = json.loads(cq("key", "list", "--json").out)["verificationMethod"]
    method = next(method["id"] for method in listed if method["publicKeyMultibase"] == multikey)
    assert f"log heads are signed by {method}" in cq("doctor").out


def _sheet() -> str:
    from tests.cli.office.offices import HEADER, row

    return HEADER + "".join(row(f"示例-{number}") for number in range(ROWS))


def _pulled_after(count: int) -> Any:
    """Return a class of signers whose token answers `count` times."""

    class Pulled(TokenSigner):
        __slots__ = ()

        def __init__(self, sign: Callable[[bytes], bytes], public_key: bytes, method: str) -> None:
            answers = iter(range(count))

            def answer(data: bytes) -> bytes:
                if next(answers, None) is None:
                    raise pkcs11.exceptions.DeviceRemoved
                return sign(data)

            super().__init__(answer, public_key, method)

    return Pulled
