"""Tables from Python for the verify page: the closed lists in words, the words of pins, one line.

`python -m tools.docs.build` writes them. They are committed and compared by a test, so that there is one
table.
"""

import json
import re
from pathlib import Path

from carriers.errors.papers import PAPER_MESSAGES
from credentials.documents.works.member_labels import MEMBER_LABELS
from credentials.words import pin_words
from credentials.words.closed_lists import (
    ACTIONS,
    CHECK_WORDS,
    HEADLINES,
    PARTS,
    REASONS,
    RESULTS,
    STANDINGS,
    USES,
    VOLUNTARY,
    Labels,
)
from credentials.words.member_words import MEMBERS
from credentials.words.regions import REGIONS
from credentials.words.speech import RECORDS
from credentials.words.value_forms import FORMS, TYPES
from signing.errors import Message
from tender.packet.words import COVER
from tools.web.verifier_tables import HEAD, literal, message_table, table_of
from verifier.tender.record.objection import OUTCOMES, REMEDIES, SUBJECTS
from verifier.tender.record.paper.sentences import CAUSES, DEADLINES, KEPT, LABELS, SENTENCES, VERSIONS
from verifier.tender.record.printed_papers import PAPER_STATES
from web.icons import ICONS

STATIC = Path(__file__).parents[2] / "web"
TEXTS, PAGE = STATIC / "texts", STATIC / "page"


_MODULES: dict[str, dict[str, Labels]] = {
    "verdict_words": {
        "HEADLINES": HEADLINES,
        "CHECKS": CHECK_WORDS,
        "RESULTS": RESULTS,
        "STANDINGS": STANDINGS,
        "REASONS": REASONS,
        "USES": USES,
        "PARTS": PARTS,
        "RECORDS": RECORDS,
        "REGIONS": REGIONS,
    },
    "error_words": {"ACTIONS": ACTIONS, "MEMBERS": MEMBERS, "TYPES": TYPES, "FORMS": FORMS},
}
"""Labels for every verdict; further ones for errors."""

_WITH_LINE = ("page/words/sentences.json", "page/verify.html", "sign/sentences.json", "sign/sign.html")
"""Files with the line on what an assessment is not."""


def browser_words() -> dict[Path, str]:
    """Return every generated module and its text."""
    words = Path(pin_words.__file__).with_suffix(".json").read_text("utf-8")
    return {
        **{TEXTS / f"{name}.js": _module(tables) for name, tables in _MODULES.items()},
        TEXTS / "member_labels.js": _member_labels(),
        TEXTS / "pin_words.json": words,
        TEXTS / "tender" / "record.js": _record(),
        TEXTS / "tender" / "packet.js": HEAD.format(source="tender/packet/words.py")
        + "// name: [label, 名称]\n"
        + table_of("COVER", COVER),
        TEXTS / "tender" / "causes.js": message_table(
            "verifier/tender/record: paper/sentences.py, printed_papers.py",
            CAUSES=CAUSES,
            VERSIONS=VERSIONS,
            KEPT=KEPT,
            PAPER_STATES=PAPER_STATES,
        ),
        TEXTS / "tender" / "objection.js": HEAD.format(source="verifier/tender/record/objection.py")
        + "// code: [words, 词]\n"
        + "".join(map(table_of, ("SUBJECTS", "REMEDIES", "OUTCOMES"), (SUBJECTS, REMEDIES, OUTCOMES))),
        TEXTS / "paper_reasons.js": message_table("carriers/errors/papers.py", REASONS=_reasons()),
        PAGE / "icons.js": _icons(),
        **{STATIC / name: _with_line(STATIC / name) for name in _WITH_LINE},
    }


def _member_labels() -> str:
    """Return the closed lists of the other works by the member that holds their codes; each list once."""
    names = {id(REGIONS): "REGIONS"}
    for member, labels in MEMBER_LABELS.items():
        names.setdefault(id(labels), re.sub(r"[A-Z.]", r"_\g<0>", member).replace(".", "").upper())
    lists = {names[id(labels)]: labels for labels in MEMBER_LABELS.values() if labels is not REGIONS}
    head = HEAD.format(source="credentials/documents/works/member_labels.py") + "// code: [word, 词]\n"
    tables = "".join(table_of(name, labels, exported=False) for name, labels in lists.items())
    members = "".join(
        f"  {literal(member)}: {names[id(list_labels)]},\n" for member, list_labels in MEMBER_LABELS.items()
    )
    typed = "/** @type {Record<string, Record<string, string[]>>} */\n"
    return (
        f"{head}import {{ REGIONS }} from './verdict_words.js';\n\n"
        f"{tables}{typed}export const MEMBER_LABELS = {{\n{members}}};\n"
    )


def _record() -> str:
    """Return the words of a bid opening's printed record."""
    messages = message_table(
        "verifier/tender/record/paper/",
        SENTENCES=SENTENCES,
        DEADLINES={str(code): message for code, message in DEADLINES.items()},
    )
    labels = table_of("LABELS", LABELS)
    return f"{messages}// name: [label, 名称]\n{labels}export const VOLUNTARY = {literal(VOLUNTARY)};\n"


def _reasons() -> dict[str, Message]:
    """Return the reasons for an unread paper or page, with the limits that the sentences name."""
    return {
        code: message
        for code, message in PAPER_MESSAGES.items()
        if code.startswith(("paper-", "page-", "archive-"))
    }


def _module(tables: dict[str, Labels]) -> str:
    head = HEAD.format(source="credentials/words/") + "// code: [word, 词]\n"
    return head + "".join(table_of(name, table) for name, table in tables.items())


_SIGNS = ("ok", "no", "warn", "unk", "skip", "scan", "print", "down")
"""Signs that the page draws by itself."""


def _icons() -> str:
    table = {name: [ICONS[name].broken, *ICONS[name].paths] for name in _SIGNS}
    head = HEAD.format(source="web/icons.py") + "// sign: whether its first path is broken, and its paths\n"
    return head + table_of("ICONS", table, "[boolean, ...string[]]")


def _with_line(path: Path) -> str:
    """Return a file of the page with its line on what an assessment is not."""
    _, zh = VOLUNTARY
    text = re.sub(r'(data-say="voluntary">)[^<]*', lambda match: match[1] + zh, path.read_text("utf-8"))
    return re.sub(
        r'("voluntary": )\[.*\]', lambda match: match[1] + json.dumps(VOLUNTARY, ensure_ascii=False), text
    )
