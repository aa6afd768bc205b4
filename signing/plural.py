"""Number agreement in English: “1 record was read”, “2 records were read”."""

import re
from typing import Final

_KINDS = "different|evidence|key|log|loose|more|new|open|other|published|reserved|salvage|status|stored"
# a closed list: by its ending alone “process” or “status” would pass for a plural
_NOUNS = (
    "alerts|answers|attachments|attempts|bars|bidders|bits|bytes|categories|cells|certificates|changes|characters|"
    "checkpoints|codes|conferences|credentials|days|documents|dissents|drafts|enterprises|entries|events|fields|"
    "files|folders|grades|hours|indexes|indicators|inputs|items|letters|lists|lots|members|minutes|months|notices|"
    "operations|packets|pages|papers|parts|persons|pixels|places|problems|records|resolutions|rows|seconds|"
    "signatures|standards|technologies|texts|times|values|verifications|versions|words|years"
)
_AFTER_A_NUMBER: Final = rf"( (?:(?:{_KINDS}) )*)({_NOUNS})\b( (?:are|were|have|belong|stand|fall)\b)?"
_VERBS = {" are": " is", " were": " was", " have": " has"}


def agree(number: object, words: str) -> str:
    """Return the English `words` that follow a number: after 1, noun and verb in the singular."""
    match = re.match(_AFTER_A_NUMBER, words) if str(number) == "1" else None
    if match is None:
        return words
    kinds, noun, verb = match.groups(default="")
    singular = re.sub(r"(?:(ie)|(x)e|)s$", lambda end: "y" if end[1] else end[2] or "", noun)
    return kinds + singular + _VERBS.get(verb, verb and verb + "s") + words[match.end() :]


def format_count(number: int, words: str) -> str:
    """Format a number with the English words that follow it, as `3 new records`."""
    return f"{number:,}{agree(number, f' {words}')}"
