"""Terms of every credential that is stored: names, codes, ends of numbers, provinces."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from unicodedata import category, normalize

import sqlalchemy as sa
from alembic import op

from credentials.words.simplified import simplify

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PORTION = 1000
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕\n]*[)\]】〕]")
BETWEEN = re.compile(f"(?<=[{HAN}])(?:[^\\w\n]|_)+(?=[{HAN}])")


def upgrade() -> None:
    """Reads every credential once: minutes for a million."""
    op.execute("DELETE FROM term")
    term = sa.table("term", sa.column("term"), sa.column("uscc"))
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
        if found:
            connection.execute(sa.insert(term), [{"term": t, "uscc": uscc} for t, uscc in sorted(found)])
        held |= found
        last = rows[-1].digest


def pairs(credential: Any) -> Iterator[tuple[str, str]]:
    """The terms of a credential, each with its enterprise, as registry.admission.search_terms cut them."""
    subject = credential["credentialSubject"]
    uscc = subject["unifiedSocialCreditCode"]
    whole = f"{fold(subject['legalName'])}\n{fold(subject.get('legalNameEn') or '')}"
    yield "=" + sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32], uscc
    names = simplify(whole)
    spelt = "\n".join((names, BETWEEN.sub("", names), BETWEEN.sub("", BRACKETED.sub("", names))))
    for word in WORD.findall(spelt):
        if is_han(word):
            yield from ((word[i : i + 2], uscc) for i in range(max(len(word) - 1, 1)))
        elif word[:3].isalpha():
            yield from ((word[:3], uscc), (word[:6], uscc))
        else:
            yield word[:40], uscc
    yield from (("@" + uscc.lower()[i : i + 4], uscc) for i in range(15))
    yield "&" + subject["region"].lower(), uscc
    words = [
        word for word in WORD.findall(fold(subject["assessment"]["certificateNumber"])) if not is_han(word)
    ]
    if words:
        yield "#" + "".join(words)[-4:], uscc
        if len(words) > 1 and len(words[-1]) < 4:
            yield "#" + words[-1], uscc


def is_han(word: str) -> bool:
    """Whether a word is of Chinese characters."""
    return re.match(f"[{HAN}]", word) is not None


def fold(text: str) -> str:
    """Alike for full and half width, capital and small letters, with or without what nobody sees."""
    return "".join(c for c in normalize("NFKC", text).casefold() if category(c) != "Cf")
