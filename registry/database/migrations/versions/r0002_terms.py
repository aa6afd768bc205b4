"""Terms by which credentials are searched, with those of the credentials that are stored already."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PORTION = 1000
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")


def upgrade() -> None:
    """Reads every credential once: minutes for a million."""
    term = op.create_table(
        "term",
        sa.Column("term", sa.String(40), primary_key=True),
        sa.Column("uscc", sa.String(18), primary_key=True),
        sqlite_with_rowid=False,
    )
    record = sa.table("record", *(sa.column(name) for name in ("digest", "kind", "data")))
    query = (
        sa.select(record.c.digest, record.c.data)
        .where(record.c.kind.in_(("capability", "credit")))
        .order_by(record.c.digest)
        .limit(PORTION)
    )
    connection = op.get_bind()
    last = ""
    held: set[tuple[str, str]] = set()
    while rows := connection.execute(query.where(record.c.digest > last)).all():
        found = {pair for row in rows for pair in pairs(json.loads(bytes(row.data)))} - held
        connection.execute(sa.insert(term), [{"term": t, "uscc": uscc} for t, uscc in sorted(found)])
        held |= found
        last = rows[-1].digest


def pairs(credential: Any) -> Iterator[tuple[str, str]]:
    """The terms of a credential, each with its enterprise."""
    subject = credential["credentialSubject"]
    uscc = subject["unifiedSocialCreditCode"]
    whole = f"{fold(subject['legalName'])}\n{fold(subject.get('legalNameEn') or '')}"
    yield "=" + sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32], uscc
    for word in WORD.findall(whole):
        if re.match(f"[{HAN}]", word):
            yield from ((word[i : i + 2], uscc) for i in range(max(len(word) - 1, 1)))
        elif word[:3].isalpha():
            yield from ((word[:3], uscc), (word[:6], uscc))
        else:
            yield word[:40], uscc
    words = WORD.findall(fold(subject["assessment"]["certificateNumber"]))
    yield ("#" + words[-1])[:40] if words else "#", uscc


def fold(text: str) -> str:
    """As registry.admission.search_terms did then."""
    return normalize("NFKC", text).casefold()
