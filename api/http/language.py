"""Choice of the language of an answer: Accept-Language (RFC 9110 12.5.4), Chinese or English."""

from functools import lru_cache

from signing.errors import Lang

_LONGEST = 200


@lru_cache(maxsize=256)
def choose_language(header: str | None, otherwise: Lang = "en") -> Lang:
    """Return the preferred language, zh or en; `otherwise` for equal weights or an unreadable header."""
    weights = {"zh": 0.0, "en": 0.0}
    for part in (header or "")[:_LONGEST].lower().split(","):
        name, _, parameter = part.strip().partition(";")
        language = name.strip().partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(parameter))
    if weights["zh"] == weights["en"]:
        return otherwise
    return "zh" if weights["zh"] > weights["en"] else "en"


def _weight(parameter: str) -> float:
    """Return the `q` of one entry: 1 when it is absent, 0 when it is no number from 0 to 1."""
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
