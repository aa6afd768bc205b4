"""Draw up the receipt of a bid opening, and check one.

opening = TenderOpening(tender, bidders, inputs, bundle, pin)
matrix = opening.check(now=now, award_at=None)
receipt = draw_up(opening, matrix, code=code, seed=secrets.token_bytes(32), signer=signer)
check_receipt(parse_receipt(receipt.data), officer=officer)
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from credentials.record import JsonObject, read_body
from credentials.unsigned import Unsigned
from signing.data_integrity import add_proof, check_signature, parse_proof
from signing.errors import SigningError
from signing.jcs import encode_profile
from signing.multikey import decode_multikey, encode_multikey
from signing.strict_json import JsonValue
from verifier.errors import ReceiptError
from verifier.numbers.register import Register
from verifier.tender.check import check
from verifier.tender.documents.bidders import Bidder, BidderList
from verifier.tender.documents.tender import Tender
from verifier.tender.matrix import Matrix
from verifier.tender.record.document import CONTEXT, InstalledCode, TenderReceipt
from verifier.tender.record.inputs import ReceiptInput, list_inputs
from verifier.tender.record.rows import check_seed, rows_of, salt_of, salt_rows
from verifier.trust.trust_store import TrustStore

if TYPE_CHECKING:
    from signing.signer import Signer  # it needs cryptography, which a program that only reads does not load

_DID_KEY = "did:key:"


@dataclass(frozen=True)
class TenderOpening:
    """The inputs of a check, apart from the dates: documents, papers by bidder, the bundle's bytes.

    The bundle is proven without a verifier's memory, so that anybody can prove it again.
    """

    tender: Unsigned[Tender]
    bidders: Unsigned[BidderList]
    inputs: Mapping[str, Sequence[ReceiptInput]]
    bundle: bytes
    pin: str
    first: str | None = None
    """Digest of the receipt whose inputs decide which papers are late; None: all came in time."""
    register: Register | None = None
    """Registers' answers on the numbers that were marked by hand."""

    @cached_property
    def trust(self) -> TrustStore:
        """The trust data of the bundle under the pin; TrustError."""
        return TrustStore.from_bundle(self.bundle, pin=self.pin)

    def check(self, *, now: datetime, award_at: datetime | None = None) -> Matrix:
        """Return the matrix, as of whole seconds; raises as `verifier.tender.check`."""
        papers = {
            bidder: [replace(entry.paper, pages=entry.pages) for entry in entries]
            for bidder, entries in self.inputs.items()
        }
        return check(
            self.tender,
            self.bidders,
            papers,
            self.trust,
            # a receipt records whole seconds, and a new check uses the recorded time
            now=now.replace(microsecond=0),
            award_at=award_at,
            register=self.register,
        )


def draw_up(
    opening: TenderOpening,
    matrix: Matrix,
    *,
    code: InstalledCode,
    seed: bytes,
    signer: "Signer | None" = None,
) -> Unsigned[TenderReceipt]:
    """Draw up the receipt of `matrix = opening.check(…)`, signed by the officer where `signer` is given.

    `seed` are 32 random bytes. The signature bears the time of the check. Raises ReceiptError seed-length,
    officer-form, officer-of-party.
    """
    check_seed(seed)
    whole = matrix.to_json()
    lint = encode_profile(whole["lint"])
    inputs: list[JsonValue] = [*list_inputs(opening.inputs)]
    rest: JsonObject = {
        "type": "TenderReceipt/1",
        "bidders": {
            "version": opening.bidders.body.version,
            "digest": opening.bidders.digest,
            "named": [_name_bidder(bidder) for bidder in opening.bidders.body.bidders],
        },
        "inputs": inputs,
        **{name: whole[name] for name in ("credentials", "cells", "criteria", "flags", "papers", "looks")},
        "lint": hashlib.sha256(lint).hexdigest(),
    }
    header = _build_header(opening, matrix, rest, code, seed)
    if signer is not None:
        header = _sign_header(header, signer, opening.trust)
    value: JsonObject = {**rest, "header": header, "seed": seed.hex()}
    return Unsigned(value, read_body(value, TenderReceipt))


def sign_receipt(
    receipt: Unsigned[TenderReceipt], signer: "Signer", trust: TrustStore
) -> Unsigned[TenderReceipt]:
    """Sign a receipt that is not signed yet, as `draw_up` does where the officer is at hand.

    `trust` is its opening's. Raises ReceiptError receipt-signed, officer-form, officer-of-party.
    """
    header = _object(receipt.value["header"])
    if header["officer"] is not None:
        raise ReceiptError("receipt-signed", "header.officer")
    value: JsonObject = {**receipt.value, "header": _sign_header(header, signer, trust)}
    return Unsigned(value, read_body(value, TenderReceipt))


def _sign_header(header: JsonObject, signer: "Signer", trust: TrustStore) -> JsonObject:
    officer = signer.verification_method.partition("#")[0]
    check_officer(officer, trust)
    return add_proof({**header, "officer": officer}, signer, created=str(header["now"]))


def officer_method(multikey: str) -> str:
    """Return the URL of an officer's key, as its signer names it (did:key, 3.1)."""
    return f"{_DID_KEY}{multikey}#{multikey}"


def read_officer(did: str) -> bytes:
    """Return the 32 bytes of the public key that a did:key names; ReceiptError officer-form."""
    try:
        return decode_multikey(did.removeprefix(_DID_KEY)) if did.startswith(_DID_KEY) else _refuse_officer()
    except SigningError:
        return _refuse_officer()


def _refuse_officer() -> bytes:
    raise ReceiptError("officer-form", "header.officer")


def check_officer(officer: str, trust: TrustStore) -> None:
    """Check that this did:key may sign a record: no association has the key.

    Raises ReceiptError officer-form, officer-of-party.
    """
    multikey = encode_multikey(read_officer(officer))
    listed = [
        (key.method.public_key_multibase, party.issuer, name)
        for party in trust.parties.values()
        for name, key in party.keys.items()
    ]
    roots = [
        (party.root_key, party.id, "root")
        for version in trust.chain.versions
        for party in version.text.parties
    ]
    for known, issuer, name in (*listed, *roots):
        if known == multikey:
            raise ReceiptError("officer-of-party", "header.officer", issuer=issuer, key=name)


def check_receipt(receipt: Unsigned[TenderReceipt], *, officer: str | None = None) -> None:
    """Check that signature, rows and the rest belong together; `officer` is the one who must have signed.

    An unsigned receipt passes where no officer is named. Raises ReceiptError officer-missing, officer-other,
    officer-form, header-signature, receipt-rows, receipt-content.
    """
    # 1. the header: nothing else is signed
    body, value = receipt.body, receipt.value
    check_header(_object(value["header"]), officer=officer)
    # 2. the rows, by the root in the header
    rows = rows_of(receipt)
    if (rows.tree.size, rows.tree.root().hex()) != (body.header.rows.count, body.header.rows.root):
        raise ReceiptError("receipt-rows", "cells")
    # 3. everything else, by the digest in the header
    if not hmac.compare_digest(_commit(value, bytes.fromhex(body.seed)), body.header.content):
        raise ReceiptError("receipt-content", "inputs")


def check_header(header: JsonObject, *, officer: str | None = None) -> None:
    """Check a header's signature in the profile of `signing.data_integrity`; raises as `check_receipt`."""
    named = header["officer"]
    if officer is not None and named is None and "proof" not in header:
        raise ReceiptError("officer-missing", "header.officer")
    if officer is not None and named is not None and officer != named:
        raise ReceiptError("officer-other", "header.officer")
    check_officer_proof(header, str(header["now"]), "header-signature")


def check_officer_proof(document: JsonObject, created: str, code: str) -> None:
    """Check the proof over a document of an officer, dated by the time of the check.

    Raises ReceiptError with `code`, and officer-form.
    """
    named = document["officer"]
    if named is None and "proof" not in document:
        return
    if not isinstance(named, str) or "proof" not in document:
        raise ReceiptError(code, "proof")
    try:
        proof = parse_proof(document)
        sound = check_signature(document, proof, read_officer(named))
    except SigningError as error:
        raise ReceiptError(code, "proof") from error
    key = named.removeprefix(_DID_KEY)
    if not sound or proof.verification_method != f"{named}#{key}" or proof.created != created:
        raise ReceiptError(code, "proof")


def _object(value: JsonValue) -> JsonObject:
    assert isinstance(value, dict)  # noqa: S101 - read by the model
    return value


def _name_bidder(bidder: Bidder) -> JsonObject:
    enterprises: list[JsonValue] = (
        [{"name": bidder.name, "uscc": bidder.uscc}]
        if bidder.members is None
        else [{"name": member.name, "uscc": member.uscc} for member in bidder.members]
    )
    return {"id": bidder.id, "enterprises": enterprises}


def _commit(receipt: JsonObject, seed: bytes) -> str:
    rest = {name: part for name, part in receipt.items() if name not in ("header", "seed")}
    # keyed by the seed: from a bare digest a bidder could guess another bidder's rows
    return hmac.digest(salt_of(seed, "content"), encode_profile(rest), "sha256").hex()


def _build_header(
    opening: TenderOpening, matrix: Matrix, rest: JsonObject, code: InstalledCode, seed: bytes
) -> JsonObject:
    head, tender = matrix.head, opening.tender.body
    rows = salt_rows(rest, seed)
    trust = _object(head["trust"])
    entries = [entry for entries in opening.inputs.values() for entry in entries]
    return {
        "@context": [*CONTEXT],
        "type": "TenderHeader/1",
        "officer": None,
        **({"first": opening.first} if opening.first is not None else {}),
        "tender": {**_object(head["tender"]), "regime": tender.regime},
        **{name: head[name] for name in ("home", "now", "dates", "pending", "policy")},
        "trust": {
            **trust,
            "pin": opening.trust.pin,
            "bundle": hashlib.sha256(opening.bundle).hexdigest(),
            "size": len(opening.bundle),
            "clauses": _find_clauses(opening, str(head["now"])),
        },
        "software": {"version": code.version, "digest": code.digest},
        "counts": {
            "lots": len(tender.lots),
            "bidders": len(opening.bidders.body.bidders),
            "criteria": len(tender.criteria),
            "requirements": sum(len(criterion.requirements) for criterion in tender.criteria),
            "otherCriteria": tender.other_criteria,
            "files": len(entries),
            "pages": sum(entry.pages for entry in entries),
            "credentials": len(matrix.credentials),
        },
        "rows": {"count": rows.tree.size, "root": rows.tree.root().hex()},
        "content": _commit(rest, seed),
    }


def _find_clauses(opening: TenderOpening, now: str) -> list[JsonValue]:
    """Return all clauses that may count for the tender: those actually used would reveal rivals."""
    schemes = {requirement.scheme for requirement in opening.tender.body.requirements.values()}
    text = opening.trust.chain.in_force_or_last(datetime.fromisoformat(now)).text
    counting = (
        row.clause for row in text.equivalences if row.target is not None and row.target.scheme in schemes
    )
    return [*sorted(set(counting))]
