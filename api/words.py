"""The sentences of pages: a `templates/words.toml`, a table a page, each sentence as [English, Chinese]."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from credentials.words.closed_lists import OUTCOMES, RESULTS, STANDINGS
from signing.errors import Lang
from signing.plural import agree

SHARED = "shared"
"""Name of the table whose sentences every page may use."""

Say = Callable[..., str]
"""`say(name, **facts)`: the sentence with its `{facts}` filled in; KeyError for one that does not exist."""


def speak(page: str, lang: Lang, *packages: str) -> Say:
    """Return the sentences of a page in one language, from `api` or from `packages`, with those that all
    their pages share."""
    known = {**load_words("api")[SHARED]}
    for tables in map(load_words, packages or ("api",)):
        known |= {**tables.get(SHARED, {}), **tables.get(page, {})}
    side = 0 if lang == "en" else 1

    def say(name: str, **facts: object) -> str:
        sentence = known[name][side]
        for fact in facts if lang == "en" else ():
            before, field, after = sentence.partition(f"{{{fact}}}")
            sentence = before + field + agree(facts[fact], after)
        return sentence.format_map(facts)

    return say


def speaker(package: str) -> Callable[[str, Lang], Say]:
    """Return `speak` for an apartment's own pages."""
    return lambda page, lang: speak(page, lang, package)


@cache
def load_words(package: str) -> dict[str, dict[str, tuple[str, str]]]:
    """Return names and both languages by table."""
    text = (files(package) / "templates" / "words.toml").read_text(encoding="utf-8")
    tables = {
        page: {name: (en, zh) for name, (en, zh) in table.items()}
        for page, table in tomllib.loads(text).items()
    }
    if package == "api":
        tables[SHARED] |= _closed_lists()
    return tables


def _closed_lists() -> dict[str, tuple[str, str]]:
    """Return the words for standings, outcomes of verdicts and results of checks, for every face."""
    lists = (
        *STANDINGS.items(),
        *((f"outcome_{code}", pair) for code, pair in OUTCOMES.items()),
    )
    results = {f"result_{code}": pair for code, pair in RESULTS.items()}
    return {name: (en.capitalize(), zh) for name, (en, zh) in lists} | results
