"""Packets: Python and JavaScript make the same row, words and cover sheet."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.agreement_names import AgreementNames
from credentials.record import read_body
from credentials.times import CHINA, format_time
from credentials.words.file_names import distinct_stem
from credentials.words.speech import speak
from signing.errors import Lang
from tender.command.packet.making import OwnRow
from tender.command.packet.sources import PacketSources
from tender.packet.cover import CoverSheet
from tender.packet.document import TenderPacket, format_packet
from tender.packet.words import COVER
from tests.harness.checkout import ROOT
from tests.harness.node import ask_node
from tests.parity.parity import LANGUAGES
from verifier import TrustStore
from verifier.numbers.register import search_register
from verifier.tender import read_tender

pytestmark = pytest.mark.javascript

EXAMPLE = ROOT / "examples" / "tender"
ENTERPRISES = "91500100MAURMRUE6N", "91510100MAGW4DD90W", "91500100MACYXQ853Y"
RELEASE = "0.1.0 web"
FILES = {"b": 0, "a/é": 1}
TERMS = ["水", "固废", "生活污水处理", "第五条第一款（示例）", "第九十九条", "a\u202eb", ""]
NAMES = [
    ("CQ-2026-1", "a" * 64), ("cq-2026-1", "b" * 64), ("CON.x", "c" * 64), (" .. ", "d" * 64),
    ("渝/环:1?", "e" * 64), ("x" * 200, "f" * 64), ("x" * 300, "0" * 64), ("a\u202eb", "1" * 64),
    ("…😀", "2" * 64), ("", "3" * 64), ("lpt1", "4" * 64),
]  # fmt: skip


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def list_cases() -> list[dict[str, Any]]:
    """Yield the example's tender and one beyond the trust data: before and after, all lots and one."""
    value = json.loads((EXAMPLE / "tender.json").read_bytes())
    opening = datetime.fromisoformat(value["openingAt"])
    far = opening + timedelta(days=20)
    later = {
        "openingAt": far.isoformat(),
        "contract": {"from": f"{far + timedelta(days=9):%F}", "until": f"{far + timedelta(days=400):%F}"},
    }
    lots = [lot["id"] for lot in value["lots"]]
    register = (EXAMPLE / "bundle.huren-register").read_bytes()
    cases: list[dict[str, Any]] = []
    for uscc in ENTERPRISES:
        held = [record.data for record in search_register(register, (), (uscc,)).credentials]
        for tender, now, chosen, count in (
            (value, opening - timedelta(days=1), lots, None),
            (value, opening + timedelta(hours=7), lots[:1], None),
            (value, opening - timedelta(days=1), lots, 1),
            (value | later, opening + timedelta(hours=3), lots, None),
        ):
            cases.append({"tender": tender, "lots": chosen, "credentials": held[:count], "now": now})
    return cases


def test_row_packet_and_cover_sheet_equal_those_of_the_terminal(tmp_path: Path) -> None:
    bundle, pin = (EXAMPLE / "bundle.json").read_bytes(), (EXAMPLE / "pin.txt").read_text().strip()
    trust, cases = TrustStore.from_bundle(bundle, pin=pin), list_cases()
    asked = [
        one
        | {
            "tender": base64_of(json.dumps(one["tender"]).encode()),
            "credentials": [*map(base64_of, one["credentials"])],
            "now": format_time(one["now"]),
        }
        for one in cases
    ]
    given = {
        "bundle": base64_of(bundle), "pin": pin, "release": RELEASE, "cases": asked, "names": NAMES,
        "terms": TERMS, "now": asked[0]["now"],
    }  # fmt: skip
    answers = ask_node("tests/parity/tender/packet.mjs", tmp_path, given)
    states = set()
    for case, answer in zip(cases, answers["told"], strict=True):
        expected = make_row(case, trust, bundle)
        assert answer["matrix"] == expected["matrix"]
        assert answer["chosen"] == expected["chosen"]
        assert answer["packet"] == expected["packet"]
        assert answer["sheets"] == expected["sheets"]
        states |= {one["state"] for one in expected["matrix"]["criteria"]}
    assert len(states) == 2
    assert answers["said"] == [*say_terms(trust, cases[0]["now"])]
    taken: set[str] = set()
    assert answers["names"] == [distinct_stem(number, digest, taken) for number, digest in NAMES]


def say_terms(trust: TrustStore, now: datetime) -> Iterator[str]:
    """Return categories, clauses and other words, alone and listed, with and without an agreement."""
    text = trust.chain.in_force_or_last(now).text
    assert {term.zh for term in text.terms or ()} & {*TERMS}
    langs: tuple[Lang, Lang] = ("zh", "en")
    for lang in langs:
        names = AgreementNames(text, lang, trust.chain.older_than(text))
        yield names.terms(TERMS)
        yield from (speak("term", one, lang, names) for one in TERMS)
        yield from (speak("terms", TERMS, lang, of) for of in (names, None))


def make_row(case: dict[str, Any], trust: TrustStore, bundle: bytes) -> dict[str, Any]:
    """Return Python's row; where the sheet says how it was made, put a browser's words."""
    tender, now = read_tender(case["tender"]), case["now"].astimezone(CHINA)
    register = search_register((EXAMPLE / "bundle.huren-register").read_bytes(), (), ENTERPRISES).credentials
    records = [next(one for one in register if one.data == data) for data in case["credentials"]]
    row = OwnRow(tender, tuple(case["lots"]), PacketSources(trust, bundle, records), now)
    parts = {name: bundle[skipped:] for name, skipped in FILES.items()}
    files: list[Any] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(parts.items())
    ]
    described = row.describe(now) | {"software": RELEASE, "files": files}
    body = read_body({"type": "TenderPacket/1", **described}, TenderPacket)
    text = trust.chain.in_force_or_last(now).text
    sheet = CoverSheet(body, tender.body, records)
    names = {lang: AgreementNames(text, lang, trust.chain.older_than(text)) for lang in LANGUAGES}
    sheets = [sheet.lay_out(names[lang], lang) for lang in ("zh", "en")]
    for lang, one in zip(("zh", "en"), sheets, strict=True):
        statements: Any = one["statements"]
        statements[-1] = COVER["silent-browser"][lang == "zh"]
    return {
        "matrix": json.loads(json.dumps(row.matrix.to_json())),
        "chosen": [record.digest for record in row.choose()],
        "packet": format_packet(described).decode(),
        "sheets": json.loads(json.dumps(sheets)),
    }
