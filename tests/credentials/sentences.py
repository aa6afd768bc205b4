"""Rules for every sentence: forbidden texts, a fact a placeholder, the same sentence in JavaScript."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.words import load_words
from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from credentials.errors import RecordError
from credentials.words import closed_lists
from credentials.words.member_words import MEMBERS
from signing.errors import Lang, Message, SigningError, parse_template
from tests.contract.sources import error_classes
from tests.harness.checkout import ROOT
from tests.harness.node import run_node
from tools.docs.example_history import common_text
from verifier import Verdict
from verifier.codes import CODES, ENDS, NOTES
from verifier.errors import TrustError
from verifier.tender.record.paper import sentences as of_record
from verifier.tender.words import SENTENCES
from verifier.term import TERM

LANGUAGES: tuple[Lang, ...] = ("zh", "en")


URN, DID = "urn:uuid:4f0c2a9e-1b7d-4c55-9b61-0a4f5f6d7e81", "did:web:cq.huren.example"


SAMPLES: Mapping[str, Any] = {
    "text": "示例", "path": "登记库", "quoted": "示例", "said": "it was changed.",
    "number": 3, "list": ["甲", "乙"], "reasons": ["complaint", "renewal"],
    "codes": ["a-code", "b-code"], "digest": "5d596394a187" + "0" * 52, "moment": "2026-05-01T09:30:00+08:00",
    "end": "2026-12-31T16:00:00Z", "day": "2026-05-01", "party": DID,
    "parties": [DID, "did:web:nobody.example"], "region": "CN-CQ", "regions": ["CN-CQ", "CN-SC"],
    "scheme": "cq-facility-operation", "term": "水", "terms": ["水", "第九条"], "credential": URN,
    "reference": URN, "key": f"{DID}#assessment-1", "keys": [f"{DID}#assessment-1"],
    "member": "credentialSubject.assessment.certificateNumber", "type": "dict", "form": "^[0-9a-f]{64}$",
    "values": "'a', 'b' or 'c'", "tree": "records",
    "reason": "annual-check-overdue", "standing": "given-up", "action": "suspend",
    "actions": ["suspend", "revoke"],
    "pages": [[1, 1], [3, 17]], "places": [["扫描.pdf", 3]],
    "coverage": [{"scheme": "cq-facility-operation", "issuedFrom": "2026-02-01"}],
    "use": "assessment", "record": "status-event", "check": "issuer-key", "part": "technologies",
}  # fmt: skip
"""A fact of each kind, in the form of documents and programs."""


RAW = re.compile(
    r"did:|urn:|\bCN-[A-Z]{2}\b|\d{4}-\d\d-\d\dT|[{}]|\bNone\b|\b(?:annual-check-overdue|issuer-key|status-event)\b"
)
"""Texts that no sentence may hold: identifiers, codes, times as documents have them, placeholders."""


QUOTED = re.compile("“[^”]*”")


MACHINE = re.compile(
    r"“\^|\$”|\w\[\w*,|Input should|Value error|'|“(?:string|tuple|model|dict|int)”|No such file|Is a "
)
"""Texts that no sentence may even quote: patterns, types of a program, sentences of libraries and systems."""


COMMANDS = re.compile(
    r"huren(?: [a-z]+\b)*|--?[a-zA-Z][a-z-]*(?: (?:PEM|DIR|FILE|PIN)\b)?|HUREN_[A-Z_]+"
    r"|pip install .huren\[[a-z0-9]+\]."
)


NAMES = re.compile(
    r"\b(?:HTTPS?|JSON|PDF|XLSX|TLS|PNG|JPEG|TIFF|ZIP|CSV|TOML|UTF-8|"
    r"GB ?\d+|BOM|NUL|RFC|NFC|Unicode|ASCII|PostgreSQL"
    r"|OFD|CEB|nginx|systemd|Python|TMPDIR|pg_dump|VCALM|[0-9A-Z]{18}|PEM|Excel|dpi|H1|SVG|XML|Ed25519|PKCS#12|CERTIFICATE|Multikey|base58btc|PIN|PBES2|PBKDF2-HMAC-SHA256|AES-256-CBC)\b|\.[a-z]{2,5}\b|\b[\w.-]+\.(?:toml|json|heads|txt|zip|example)\b"
)
"""Proper names, and what is written the same in every language."""


MIXED = re.compile("[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
"""Half-width punctuation beside a Chinese character."""


def tables() -> Iterator[tuple[str, Message]]:
    """Yield every message that a person can meet, once, by its table and code."""
    seen: set[int] = set()
    rows = {code: row.message for code, row in CODES.items()}
    known = {"CODES": rows, "ENDS": ENDS, "NOTES": NOTES, "TERM": TERM}
    known |= {f"tender {part}": dict(table) for part, table in SENTENCES.items()}
    record = {"sentences": of_record.SENTENCES, "deadlines": of_record.DEADLINES, "causes": of_record.CAUSES}
    record["versions"] = of_record.VERSIONS
    known |= {f"record {part}": dict(table) for part, table in record.items()}  # type: ignore[call-overload]
    own = [SigningError, RecordError, TrustError]
    own += [cls for cls in error_classes() if cls not in own]
    known |= {cls.__name__: dict(cls.MESSAGES) for cls in own}
    for table, messages in known.items():
        for code, message in messages.items():
            if id(message) not in seen:
                seen.add(id(message))
                yield f"{table}:{code}", message


MESSAGES = dict(tables())


PARTS: list[tuple[str, Lang]] = [("en", "en"), ("mend_en", "en"), ("zh", "zh"), ("mend_zh", "zh")]


def kinds(template: str) -> set[tuple[str, str]]:
    """Return the placeholders of a template with their kinds."""
    _, *rest = parse_template(template)
    return {*zip(rest[0::3], rest[1::3], strict=True)}


def names(lang: Lang) -> AgreementNames:
    """Return the names in the agreement of the examples."""
    return AgreementNames(AgreementText.model_validate(common_text()), lang)


def facts_of(message: Message) -> dict[str, Any]:
    """Return a fact for each placeholder, by its kind."""
    found = kinds(message.en) | kinds(message.mend_en)
    facts = {name: SAMPLES[kind] for name, kind in found}
    return facts | {f"{name}_zh": "内容被改动。" for name, kind in found if kind == "said"}


def check_sentence(text: str, lang: Lang) -> None:
    """Check the rules of every sentence; quotation marks stand only around typed text."""
    assert not any(raw in text for raw in (DID, "urn:uuid", SAMPLES["moment"], SAMPLES["end"])), text
    assert RAW.search(QUOTED.sub("", text)) is None, text
    assert not any(MACHINE.search(quotation) for quotation in QUOTED.findall(text)), text
    if lang == "en":
        return
    assert re.search("[\u4e00-\u9fff]", text), text
    assert MIXED.search(QUOTED.sub("“”", text)) is None, text
    left = COMMANDS.sub("", NAMES.sub("", QUOTED.sub("", text)))
    assert re.findall("[A-Za-z]{2,}", left) == [], text


def in_javascript(cases: Sequence[Mapping[str, object]], text: Mapping[str, Any] | None = None) -> list[str]:
    """Return the sentences of the cases as a browser fills them, with the names of `text`."""
    given = json.dumps({"text": text if text is not None else common_text(), "cases": cases})
    found: list[str] = run_node("tests/parity/js/sentences.mjs", given=given)
    return found


def told(verdict: Verdict) -> Iterator[tuple[str, Lang]]:
    """Yield every sentence of a verdict in the form of the API and of the pages."""
    for lang in LANGUAGES:
        for finding in verdict.findings:
            yield finding.detail(lang, verdict.names(lang)), lang
        shown: Any = verdict.to_json(lang)
        yield from ((str(found["detail"]), lang) for found in shown["findings"])


def page_words() -> Iterator[tuple[str, str]]:
    """Yield the Chinese words of the pages, by name."""
    for name, (_, zh) in json.loads((ROOT / "web/page/words/sentences.json").read_text("utf-8")).items():
        yield name, zh
    for page, table in load_words("api").items():
        yield from ((f"{page}.{name}", zh) for name, (_, zh) in table.items())


LISTS = ("REASONS", "ACTIONS", "ENDS", "USES", "KINDS", "CHECK_WORDS", "OUTCOMES", "RESULTS", "STANDINGS")


RAW_CODES = {code for name in LISTS for code in getattr(closed_lists, name)} | {*CODES} | {*MEMBERS}


TO_TYPE = re.compile(rf"(?<![\w-])(?:{COMMANDS.pattern})")


WORDS = re.compile(r"[A-Za-z][A-Za-z-]*")
