"""Ceremonies of passkeys: enrolment by the CBOR reader of `fido2`, assertions by `signing.assertion`.

An assertion is checked by what anybody checks it with later, so that no statement passes here and fails
there. Challenges of enrolment and login are random, used once and forgotten after five minutes; that of a
statement is the hash of its bytes.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from credentials.record import JsonObject
from desk.web.errors import DeskWebError
from signing.assertion import (
    Assertion,
    PasskeySite,
    find_assertion_fault,
    format_passkey,
    parse_passkey,
)
from signing.errors import SigningError
from signing.strict_json import parse_json
from verifier.desk.words import PROOFS

ALGORITHMS: Final = (-7, -8, -257)
MAX_ANSWER_BYTES = 16 * 1024
_ANSWER_VALUES = 200
_SECONDS = 300
_MOST = 4_096
"""Challenges kept; one more forgets the oldest."""
_COUNTER = slice(33, 37)
_TIMEOUT_MS = 180_000


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A newly enrolled passkey."""

    public: str
    credential_id: str
    counter: int


@dataclass(frozen=True, slots=True)
class AnsweredAssertion:
    """The answer of a browser: the credential, and what its authenticator handed out."""

    credential_id: str
    assertion: Assertion

    @property
    def counter(self) -> int:
        """Return how often the authenticator says it signed; 0 where it does not count."""
        return int.from_bytes(self.assertion.authenticator_data[_COUNTER], "big")

    def proof(self, public: str) -> JsonObject:
        """Return the proof of a statement by this key."""
        made = self.assertion
        return {
            "kind": "passkey",
            "key": public,
            "clientDataJSON": encode(made.client_data),
            "authenticatorData": encode(made.authenticator_data),
            "signature": encode(made.signature),
        }


class Challenges:
    """Random bytes given out for a purpose; each is taken once, within five minutes."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._given: OrderedDict[str, tuple[str, bytes, float]] = OrderedDict()

    def give(self, purpose: str) -> tuple[str, bytes]:
        """Return new random bytes, and the name by which they are taken back."""
        name, nonce = secrets.token_hex(16), secrets.token_bytes(32)
        self._given[name] = purpose, nonce, self._monotonic()
        if len(self._given) > _MOST:
            self._given.popitem(last=False)
        return name, nonce

    def take(self, name: str, purpose: str) -> bytes:
        """Return the bytes of that name; DeskWebError passkey-late where none are kept for the purpose."""
        for_what, nonce, since = self._given.pop(name, ("", b"", 0.0))
        if for_what != purpose or self._monotonic() - since > _SECONDS:
            raise DeskWebError("passkey-late")
        return nonce


def encode(data: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: object) -> bytes:
    """Return the bytes of base64url without padding; DeskWebError passkey-answer."""
    try:
        if isinstance(text, str):
            return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        pass
    raise DeskWebError("passkey-answer")


def creation_options(
    site: PasskeySite, person: str, called: str, nonce: bytes, known: Sequence[str]
) -> JsonObject:
    """Return what a browser needs to make a passkey; an authenticator with a `known` one makes no other."""
    options, _ = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=person.encode(), name=person, display_name=called),
        user_verification=UserVerificationRequirement.REQUIRED,
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        challenge=nonce,
    )
    made: dict[str, Any] = dict(options.public_key)
    made["excludeCredentials"] = [{"type": "public-key", "id": id_} for id_ in known]
    made["timeout"] = _TIMEOUT_MS
    return made


def read_new_passkey(site: PasskeySite, answer: str, nonce: bytes) -> NewPasskey:
    """Return the passkey that a browser made; DeskWebError passkey-answer, passkey-refused."""
    value = _parse(answer)
    state = {"challenge": encode(nonce), "user_verification": UserVerificationRequirement.REQUIRED}
    try:
        data = _server(site).register_complete(state, value)
        credential = data.credential_data
    except Exception:  # fido2 raises whatever CBOR and its own types do
        raise DeskWebError("passkey-refused") from None
    if credential is None:
        raise DeskWebError("passkey-refused")
    return NewPasskey(_to_multikey(credential.public_key), encode(credential.credential_id), data.counter)


def request_options(site: PasskeySite, challenge: str, credentials: Sequence[str]) -> JsonObject:
    """Return what a browser needs to confirm a challenge by one of these passkeys."""
    return {
        "challenge": challenge,
        "rpId": site.rp_id,
        "allowCredentials": [{"type": "public-key", "id": id_} for id_ in credentials],
        "userVerification": "required",
        "timeout": _TIMEOUT_MS,
    }


def read_assertion(answer: str) -> AnsweredAssertion:
    """Return the assertion in a browser's answer; DeskWebError passkey-answer."""
    value = _parse(answer)
    response = value.get("response")
    if not isinstance(response, dict):
        raise DeskWebError("passkey-answer")
    assertion = Assertion(
        decode(response.get("clientDataJSON")),
        decode(response.get("authenticatorData")),
        decode(response.get("signature")),
    )
    return AnsweredAssertion(encode(decode(value.get("rawId"))), assertion)


def check_assertion(answered: AnsweredAssertion, public: str, message: bytes, site: PasskeySite) -> None:
    """Refuse an assertion that does not confirm a message by a key: DeskWebError passkey-fault."""
    try:
        fault = find_assertion_fault(answered.assertion, public, message, site)
    except SigningError:
        fault = "form"
    if fault is not None:
        en, zh = PROOFS[fault]
        raise DeskWebError("passkey-fault", why=en, why_zh=zh)


def check_counter(answered: AnsweredAssertion, last: int) -> None:
    """Refuse a counter that did not go on: DeskWebError passkey-copied. Two zeros: it counts nothing."""
    if (answered.counter or last) and answered.counter <= last:
        raise DeskWebError("passkey-copied")


def _server(site: PasskeySite) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=site.rp_id, name=site.rp_id),
        verify_origin=lambda origin: origin == site.origin,
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=algorithm)
        for algorithm in ALGORITHMS
    ]
    return server


def _parse(answer: str) -> JsonObject:
    try:
        value = parse_json(
            answer.encode("utf-8", "replace"), max_bytes=MAX_ANSWER_BYTES, max_values=_ANSWER_VALUES
        )
    except SigningError:
        value = None
    if not isinstance(value, dict):
        raise DeskWebError("passkey-answer")
    return value


def _to_multikey(key: CoseKey) -> str:
    """Return a COSE key as Multikey text; DeskWebError passkey-refused for any other algorithm or curve."""
    try:
        text = format_passkey(_to_public_key(key))
        parse_passkey(text)
    except (KeyError, TypeError, ValueError, UnsupportedAlgorithm, SigningError):
        raise DeskWebError("passkey-refused") from None
    return text


def _to_public_key(key: CoseKey) -> Any:
    algorithm = key[3]
    if algorithm == -7 and key[-1] == 1:
        x, y = (int.from_bytes(key[place], "big") for place in (-2, -3))
        return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    if algorithm == -8 and key[-1] == 6:
        return Ed25519PublicKey.from_public_bytes(key[-2])
    if algorithm == -257:
        modulus, exponent = (int.from_bytes(key[place], "big") for place in (-1, -2))
        return RSAPublicNumbers(exponent, modulus).public_key()
    raise ValueError(algorithm)
