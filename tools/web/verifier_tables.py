"""Tables from Python for the JavaScript verifier: kinds, texts of codes and errors, the H1 dictionary.

`python -m tools.docs.build` writes them. They are committed and compared by a test, so that there is one
table.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from carriers.errors.packs import PACK_MESSAGES
from credentials.documents.kind import Kind
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import UNITS
from credentials.errors import RecordError
from credentials.h1_dictionary import DICTIONARY
from credentials.kinds import KINDS
from signing.errors import Message
from signing.strict_json import MAX_RECORD_BYTES, JsonValue
from verifier.codes import CODES, ENDS, NOTES
from verifier.errors import QuestionError, ReceiptError, TrustError
from verifier.tender.lint import RULES
from verifier.tender.words import COLUMN_WORDS, SENTENCES, STATES
from verifier.term import TERM

STATIC = Path(__file__).parents[2] / "web"
FLOORS = ("signing", "credentials", "verifier")
_QUOTED = re.compile(r"'([a-z0-9-]+)'")
_RARELY = ("credentials/documents/works/", "signing/keys/signer.js", "verifier/numbers/", "verifier/tender/")
"""Modules whose errors do not occur when a credential is verified."""
_ERRORS: Mapping[str, Message] = {**TrustError.MESSAGES, **QuestionError.MESSAGES}
_RECEIPTS = {
    code: message
    for code, message in {**ReceiptError.MESSAGES, **PACK_MESSAGES}.items()
    if code not in RecordError.MESSAGES
}
_OF_RECEIPTS = ("verifier/tender/record", "tender/checking")
_DESK = ("credentials/documents/desk/", "verifier/desk/", "signing/keys/assertion.js")
"""Modules that only the page for signing has."""
_ERROR_SOURCE = "verifier/errors.py, which has the rows of the floors below (what a browser can meet)"
HEAD = "// Written by `python -m tools.docs.build` from {source}; do not edit.\n"


def browser_files() -> dict[Path, str]:
    """Return every generated module and its text."""
    often, rarely, receipts = _raised(rare=False), _raised(rare=True), _raised_of(_OF_RECEIPTS)
    return {
        STATIC / "texts" / "codes.js": message_table(
            "verifier/codes.py",
            CODES={code: row.message for code, row in CODES.items()},
            ENDS=ENDS,
            NOTES=NOTES,
        ),
        STATIC / "texts" / "codes.json": _data(
            codes={code: row.message for code, row in CODES.items()}, ends=ENDS, notes=NOTES
        ),
        STATIC / "texts" / "term_sentences.js": message_table("verifier/term.py", TERM=TERM),
        STATIC / "texts" / "errors.js": message_table(
            _ERROR_SOURCE, ERRORS={code: message for code, message in _ERRORS.items() if code in often}
        ),
        STATIC / "texts" / "rare_errors.js": message_table(
            _ERROR_SOURCE,
            RARE_ERRORS={code: message for code, message in _ERRORS.items() if code in rarely - often},
        ),
        STATIC / "texts" / "tender" / "receipt_errors.js": message_table(
            "verifier/errors.py and carriers/errors/packs.py",
            RECEIPT_ERRORS={code: message for code, message in _RECEIPTS.items() if code in receipts},
        ),
        STATIC / "texts" / "tender" / "sentences.js": message_table(
            "verifier/tender/words.py", **{part.upper(): rows for part, rows in SENTENCES.items()}
        ),
        STATIC / "texts" / "tender" / "words.js": _tender_words(),
        STATIC / "credentials" / "h1_dictionary.js": _dictionary(),
        STATIC / "credentials" / "kind_rows.js": _kinds(),
        STATIC / "credentials" / "unit_tables.js": _works(),
    }


def sources() -> Iterable[Path]:
    """Return the modules of the verifier in JavaScript."""
    return sorted(path for floor in FLOORS for path in (STATIC / floor).rglob("*.js"))


def _raised(*, rare: bool) -> set[str]:
    """Return the codes in the rarely run modules, or in the others."""
    names = {path.relative_to(STATIC).as_posix(): path for path in sources()}
    chosen = [
        path
        for name, path in names.items()
        if name.startswith(_RARELY) is rare and not name.startswith(_DESK)
    ]
    return _quoted_in(chosen)


def _raised_of(rooms: Iterable[str]) -> set[str]:
    """Return the codes in the modules of these rooms."""
    return _quoted_in(path for room in rooms for path in (STATIC / room).rglob("*.js"))


def _quoted_in(paths: Iterable[Path]) -> set[str]:
    return {code for path in paths for code in _QUOTED.findall(path.read_text("utf-8"))}


def table_of(name: str, rows: Mapping[str, object], typed: str = "string[]", *, exported: bool = True) -> str:
    """Return a constant with a row for each code."""
    lines = "".join(f"  {_text(code)}: {literal(row)},\n" for code, row in rows.items())
    export = "export " if exported else ""
    return f"/** @type {{Record<string, {typed}>}} */\n{export}const {name} = {{\n{lines}}};\n"


def message_table(source: str, **tables: Mapping[str, Message]) -> str:
    """Return a module of rows by code."""
    head = HEAD.format(source=source) + "// code: [sentence, 句子, what to do next, 处理办法]\n"
    return head + "".join(
        table_of(name, {code: _parts(message) for code, message in rows.items()})
        for name, rows in tables.items()
    )


def _data(**tables: Mapping[str, Message]) -> str:
    """Return the same rows as data."""
    return data_of({name: {code: _parts(row) for code, row in rows.items()} for name, rows in tables.items()})


def data_of(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """Return tables as data, one row a line."""
    blocks = [
        f"{json.dumps(name)}: {{\n"
        + ",\n".join(
            f"{json.dumps(code)}: {json.dumps(row, ensure_ascii=False)}" for code, row in rows.items()
        )
        + "\n}"
        for name, rows in tables.items()
    ]
    return "{" + ",\n".join(blocks) + "}\n"


def _parts(message: Message) -> list[str]:
    return [message.en, message.zh, message.mend_en, message.mend_zh]


def kind_row(row: Kind) -> dict[str, JsonValue]:
    """Return the JavaScript verifier's facts of a kind."""
    return {
        "kind": row.name,
        "type": row.type,
        "use": row.use,
        "authority": row.authority,
        "checks": [*row.checks],
        "categorised": row.categorised,
        "maxBytes": row.max_bytes,
    }


def _kinds() -> str:
    """Return rows without member names, and without usual values at their end."""
    usual: dict[str, JsonValue] = {"checks": [], "categorised": False, "maxBytes": MAX_RECORD_BYTES}
    names = [*kind_row(next(iter(KINDS.values())))]
    rows: list[list[JsonValue]] = []
    for row in map(kind_row, KINDS.values()):
        count = len(names)
        while usual.get(names[count - 1], ...) == row[names[count - 1]]:
            count -= 1
        rows.append([row[name] for name in names[:count]])
    members = ", ".join(f"{name} = {literal(usual[name])}" if name in usual else name for name in names)
    typed = "/** @type {any[][]} */"
    cast = "/** @type {import('./documents/kind.js').KindRow} */"
    lines = "".join(f"  {literal(row)},\n" for row in rows)
    return (
        HEAD.format(source="credentials/documents/kind.py")
        + f"{typed}\nconst TOLD = [\n{lines}];\n\n"
        + f"export const ROWS = TOLD.map(([{members}]) => {cast} ({{ {', '.join(names)} }}));\n"
    )


def _works() -> str:
    """Return the closed lists by which measured numbers are read."""
    units = {
        code: {"quantity": unit.quantity, "factor": [unit.factor.numerator, unit.factor.denominator]}
        for code, unit in UNITS.items()
    }
    targets = {code: target.quantities for code, target in TARGETS.items()}
    head = HEAD.format(source="credentials/documents/works")
    return (
        head
        + table_of("UNITS", units, "{ quantity: string, factor: number[] }")
        + table_of("TARGETS", targets)
    )


def _tender_words() -> str:
    """Return the words of states and columns, and the rules of advice on tenders."""
    rules = [{**asdict(rule), "dated": rule.dated.isoformat()} for rule in RULES]
    return (
        HEAD.format(source="verifier/tender/words.py and lint.py")
        + table_of("STATES", STATES)
        + table_of("COLUMN_WORDS", COLUMN_WORDS)
        + "export const RULES = [\n"
        + "".join(f"  {literal(rule)},\n" for rule in rules)
        + "];\n"
    )


def literal(value: object) -> str:
    """Return a JavaScript literal."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_name(name)}: {literal(member)}" for name, member in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _name(name: str) -> str:
    return name if name.isidentifier() else _text(name)


def _dictionary() -> str:
    digest = hashlib.sha256(DICTIONARY).hexdigest()
    return (
        HEAD.format(source="credentials/h1_dictionary.py")
        + f"export const DICTIONARY_SHA256 = '{digest}';\n"
        + f"export const DICTIONARY =\n  {_text(DICTIONARY.decode())};\n"
    )


def _text(text: str) -> str:
    """Return a JavaScript string in single quotes."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"
