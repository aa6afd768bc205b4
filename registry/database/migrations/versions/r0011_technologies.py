"""What technologies are searched by: facets, words, the ranges that they state, what others say of them."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from unicodedata import category, normalize

import sqlalchemy as sa
from alembic import op

from credentials.words.simplified import simplify

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PORTION = 500
QUANTITIES = {
    "mass-in-liquid": ("mg/L", "ug/L", "g/L"),
    "mass-in-gas": ("mg/m3", "ug/m3"),
    "teq-in-gas": ("ng{TEQ}/m3",),
    "mass-in-solid": ("mg/kg",),
    "ratio": ("%",),
    "number": ("1",),
    "ph": ("[pH]",),
    "turbidity": ("[NTU]",),
    "count-in-liquid": ("{MPN}/L",),
    "sound-level": ("dB[A]",),
    "mass-rate": ("kg/h", "t/d", "t/h"),
}
"""Those of outlets and removals."""
QUANTITY_OF = {unit: quantity for quantity, units in QUANTITIES.items() for unit in units}


def upgrade() -> None:
    """The tables of revision 0008 anew, with all that their records say."""
    op.drop_index("technology_holder", "technology")
    op.drop_table("technology")
    op.drop_table("listing")
    technology = op.create_table(
        "technology",
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(45), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("holder_code", sa.String(18), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("version", sa.String(60), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("verified_from", sa.BigInteger(), nullable=True),
        sa.Column("verified_until", sa.BigInteger(), nullable=True),
        sa.Column("facets", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("technology_holder", "technology", ["holder_code"])
    text = op.create_table(
        "technology_text",
        sa.Column("technology", sa.String(64), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
    )
    indicator = op.create_table(
        "indicator",
        sa.Column("target", sa.String(40), primary_key=True),
        sa.Column("measure", sa.String(10), primary_key=True),
        sa.Column("quantity", sa.String(40), primary_key=True),
        sa.Column("gas_state", sa.String(20), primary_key=True),
        sa.Column("technology", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("low", sa.String(20), nullable=True),
        sa.Column("high", sa.String(20), nullable=True),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("tested", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    listing = op.create_table(
        "listing",
        sa.Column("technology", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(250), primary_key=True),
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    fill(technology, text, indicator, listing)


def fill(technology: sa.Table, text: sa.Table, indicator: sa.Table, listing: sa.Table) -> None:
    """Reads every technology and listing once."""
    for rows in _portions("technology"):
        found = [(row, json.loads(bytes(row.data))) for row in rows]
        op.bulk_insert(technology, [_technology(row, said) for row, said in found])
        op.bulk_insert(text, [{"technology": row.digest, "text": _text(said)} for row, said in found])
        op.bulk_insert(indicator, [one for row, said in found for one in _indicators(row.digest, said)])
    for rows in _portions("listing"):
        op.bulk_insert(listing, [_listing(row, json.loads(bytes(row.data))) for row in rows])


def _portions(kind: str) -> Iterator[Any]:
    names = ("digest", "kind", "issuer", "position", "data")
    record = sa.table("record", *(sa.column(name) for name in names))
    query = sa.select(record).where(record.c.kind == kind).order_by(record.c.digest).limit(PORTION)
    last = ""
    while rows := op.get_bind().execute(query.where(record.c.digest > last)).all():
        yield rows
        last = rows[-1].digest


def _seconds(time: str | None) -> int | None:
    return int(datetime.fromisoformat(time).timestamp()) if time is not None else None


def _technology(row: Any, said: Any) -> dict[str, Any]:
    subject = said["credentialSubject"]
    verified = subject.get("verification", {})
    codes = [one["code"] for one in subject.get("industries", ())]
    facets = [
        subject["media"],
        [subject["form"]],
        subject["targets"],
        [*dict.fromkeys(code[:end] for code in codes for end in range(2, len(code) + 1))],
        [subject["maturity"]],
        [subject["listing"]["class"]],
        [said["issuer"]],
    ]
    return {
        "issuer": row.issuer,
        "position": row.position,
        "id": said["id"],
        "digest": row.digest,
        "holder_code": subject["enterprise"]["unifiedSocialCreditCode"],
        "title": subject["title"]["zh"],
        "version": subject["version"],
        "valid_from": _seconds(said["validFrom"]),
        "valid_until": _seconds(said["validUntil"]),
        "verified_from": _seconds(verified.get("from")),
        "verified_until": _seconds(verified.get("until")),
        "facets": json.dumps(facets, ensure_ascii=False, separators=(",", ":")),
    }


def _text(said: Any) -> str:
    subject = said["credentialSubject"]
    holder, title = subject["enterprise"], subject["title"]
    told = [title["zh"], title["en"]]
    told += [holder["legalName"], holder.get("legalNameEn") or "", holder["unifiedSocialCreditCode"]]
    for named in (*subject["indicators"], *subject.get("industries", ())):
        told += [named["name"]["zh"], named["name"]["en"]]
    for member in ("process", "features", "applicability"):
        if member in subject:
            told += [subject[member]["zh"], subject[member].get("en") or ""]
    folded = normalize("NFKC", "\n".join(told)).casefold()
    return simplify(folded if folded.isascii() else "".join(c for c in folded if category(c) != "Cf"))


def _indicators(digest: str, said: Any) -> Iterator[dict[str, Any]]:
    subject = said["credentialSubject"]
    named = subject.get("verification", {}).get("indicators", ())
    for one in subject["indicators"]:
        if one["measure"] not in ("outlet", "removal"):
            continue
        quantity = QUANTITY_OF[one["unit"]]
        in_gas = quantity in ("mass-in-gas", "teq-in-gas")
        yield {
            "target": one["target"],
            "measure": one["measure"],
            "quantity": quantity,
            "gas_state": one["condition"]["gasState"] if in_gas else "",
            "technology": digest,
            "code": one["code"],
            "low": one.get("low"),
            "high": one.get("high"),
            "unit": one["unit"],
            "tested": int(one["role"] == "tested"),
            "named": int(one["code"] in named),
        }


def _listing(row: Any, said: Any) -> dict[str, Any]:
    subject = said["credentialSubject"]
    return {
        "technology": subject["technology"],
        "issuer": row.issuer,
        "sequence": subject["sequence"],
        "digest": row.digest,
        "decision": subject["decision"],
        "valid_from": _seconds(said["validFrom"]),
        "valid_until": _seconds(said["validUntil"]),
    }
