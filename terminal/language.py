"""Language of the terminal. Every sentence stands in both languages where it is used."""

import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from signing.errors import Lang

_LANG: ContextVar[Lang] = ContextVar("lang", default="en")
_IS_NAMED: ContextVar[bool] = ContextVar("is_named", default=True)
_TYPED: ContextVar[Lang | None] = ContextVar("typed", default=None)
_BETWEEN = "\x1f"  # ASCII unit separator: no sentence contains it
# POSIX order: LC_ALL outranks LC_MESSAGES, and LC_MESSAGES outranks LANG
_VARIABLES = ("HUREN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def use_language(lang: Lang, *, is_named: bool = True, typed: Lang | None = None) -> None:
    """Use `lang` from now on. `is_named` says whether the user chose it; `typed` is the value of `--lang`."""
    _LANG.set(lang)
    _IS_NAMED.set(is_named)
    _TYPED.set(typed)


def language() -> Lang:
    """Return the current language."""
    return _LANG.get()


def languages_on_paper() -> tuple[Lang, ...]:
    """Return the languages of a filed paper: the chosen one; without a choice both, Chinese first."""
    return (_LANG.get(),) if _IS_NAMED.get() else ("zh", "en")


def language_typed() -> Lang | None:
    """Return the value of `--lang`, which printed commands repeat so that they work the same on any
    machine."""
    return _TYPED.get()


def say(en: str, zh: str) -> str:
    """Return the sentence in the current language."""
    return zh if _LANG.get() == "zh" else en


def both(en: str, zh: str) -> str:
    """Return a help text in both languages: commands are declared before the language is known."""
    return en + _BETWEEN + zh


def choose(text: str) -> str:
    """Return the half of a `both` text in the current language; any other text as it is."""
    en, between, zh = text.partition(_BETWEEN)
    return say(en, zh) if between else text


def is_language(value: str) -> bool:
    """Return whether HUREN_LANG may have this value: empty, zh, en, or a locale of theirs."""
    return not value or value.lower().startswith(("zh", "en"))


def find_typed(argv: Sequence[str]) -> Lang | None:
    """Return the language that `--lang` names, or None."""
    for i, word in enumerate(argv):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and i + 1 < len(argv):
            value = argv[i + 1]
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    return None


def guess_language(argv: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """Return `--lang`, else HUREN_LANG, else the locale (on Windows the system's); English by default."""
    typed = find_typed(argv)
    if typed is not None:
        return typed
    for name in _VARIABLES:
        value = environ.get(name, "").lower()
        if value:
            return "zh" if value.startswith("zh") else "en"
    if sys.platform == "win32":
        import locale

        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    return "en"


def names_language(argv: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Return whether `--lang`, HUREN_LANG or the locale names Chinese or English; a locale C does not."""
    if any(word == "--lang" or word.startswith("--lang=") for word in argv):
        return True
    value = next(filter(None, (environ.get(name, "") for name in _VARIABLES)), "")
    return value.lower().startswith(("zh", "en"))
