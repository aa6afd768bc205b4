"""Members of the agreement's other works that hold codes, with their closed lists."""

from collections.abc import Mapping, Sequence

from credentials.documents.works.targets import TARGETS
from credentials.words.closed_lists import Labels
from credentials.words.regions import REGIONS
from credentials.words.work_words import (
    AVERAGINGS,
    CITED_KINDS,
    DECISIONS,
    EVIDENCE_KINDS,
    FORMS_OF_TECHNOLOGY,
    GAS_STATES,
    ITEM_DECISIONS,
    KEEPERS,
    MATURITIES,
    MEASURES,
    MEDIA,
    NOTICE_KINDS,
    RIGHTS,
    ROLES,
    SURVEY_UNITS,
)

TARGET_LABELS: Labels = {code: (target.en, target.zh) for code, target in TARGETS.items()}
MEMBER_LABELS: Mapping[str, Labels] = {
    "averaging": AVERAGINGS,
    "decision": DECISIONS,
    "evidence.kind": EVIDENCE_KINDS,
    "form": FORMS_OF_TECHNOLOGY,
    "gasState": GAS_STATES,
    "items.decision": ITEM_DECISIONS,
    "keptBy": KEEPERS,
    "kind": NOTICE_KINDS,
    "maturity": MATURITIES,
    "measure": MEASURES,
    "media": MEDIA,
    "questions.unit": SURVEY_UNITS,
    "refers.kind": CITED_KINDS,
    "region": REGIONS,
    "rights.kind": RIGHTS,
    "role": ROLES,
    "target": TARGET_LABELS,
    "targets": TARGET_LABELS,
}
"""By the name of the member; with that of the member around it where several lists are possible."""


def labels_of(path: Sequence[str]) -> Labels:
    """Return the list of the member at a path, places in lists left out; empty where it holds no codes."""
    names = [name for name in path if not name.isdigit()]
    return MEMBER_LABELS.get(".".join(names[-2:])) or MEMBER_LABELS.get(names[-1] if names else "", {})
