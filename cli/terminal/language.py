"""The language of the terminal. Every sentence stands in both languages where it is used."""

import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from signing.errors import Lang

_LANG: ContextVar[Lang] = ContextVar("lang", default="en")
_BETWEEN = "\x1f"
_VARIABLES = ("HUREN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def use_language(lang: Lang) -> None:
    """From now on speak `lang`."""
    _LANG.set(lang)


def language() -> Lang:
    """What is spoken now."""
    return _LANG.get()


def say(en: str, zh: str) -> str:
    """The sentence in the language spoken now."""
    return zh if _LANG.get() == "zh" else en


def both(en: str, zh: str) -> str:
    """A help text in both languages: commands are declared before the language is known."""
    return en + _BETWEEN + zh


def choose(text: str) -> str:
    """The half of a `both` text in the language spoken now; any other text as it is."""
    en, between, zh = text.partition(_BETWEEN)
    return say(en, zh) if between else text


def is_language(value: str) -> bool:
    """Whether HUREN_LANG may have this value: empty, zh, en, or a locale of theirs."""
    return not value or value.lower().startswith(("zh", "en"))


def guess_language(argv: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """`--lang`, else HUREN_LANG, else the locale (on Windows the system's); English where nothing says so."""
    for i, word in enumerate(argv):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and i + 1 < len(argv):
            value = argv[i + 1]
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    for name in _VARIABLES:
        value = environ.get(name, "").lower()
        if value:
            return "zh" if value.startswith("zh") else "en"
    if sys.platform == "win32":
        import locale

        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    return "en"
