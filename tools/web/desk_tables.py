"""Tables from Python for the page for signing: the desk's codes, errors and the closed lists, as data.

`python -m tools.docs.build` writes them. They are committed and compared by a test, so that there is one
table.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from credentials.words.closed_lists import ACTIONS, CHECK_WORDS, PARTS, REASONS, STANDINGS, USES
from credentials.words.member_words import MEMBERS
from credentials.words.regions import REGIONS
from credentials.words.speech import RECORDS
from credentials.words.value_forms import FORMS, TYPES
from tools.web.verifier_tables import STATIC, data_of
from verifier.desk.words import AGAINST, ASIDE, PERSON_ROLES, PROOFS, STATED
from verifier.errors import TrustError

_ROOMS = ("signing", "credentials", "verifier/desk")
"""Rooms whose errors the page can meet."""
_QUOTED = re.compile(r"'([a-z0-9-]+)'")


def desk_files() -> dict[Path, str]:
    """Return the generated file and its text."""
    paths = [path for room in _ROOMS for path in sorted((STATIC / room).rglob("*.js"))]
    raised = {code for path in paths for code in _QUOTED.findall(path.read_text("utf-8"))}
    errors = {code: astuple(message) for code, message in TrustError.MESSAGES.items() if code in raised}
    tables: dict[str, Mapping[str, Sequence[str]]] = {
        "AGAINST": AGAINST,
        "ASIDE": ASIDE,
        "PROOFS": PROOFS,
        "STATED": STATED,
        "PERSON_ROLES": PERSON_ROLES,
        "ERRORS": errors,
        "ACTIONS": ACTIONS,
        "MEMBERS": MEMBERS,
        "TYPES": TYPES,
        "FORMS": FORMS,
        "CHECKS": CHECK_WORDS,
        "STANDINGS": STANDINGS,
        "REASONS": REASONS,
        "USES": USES,
        "PARTS": PARTS,
        "RECORDS": RECORDS,
        "REGIONS": REGIONS,
    }
    return {STATIC / "texts" / "desk.json": data_of(tables)}
