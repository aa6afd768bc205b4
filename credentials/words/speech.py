"""Words for facts in sentences, with one function for each kind of placeholder. zh and en.

A message writes `{created:moment}` or `{issuer:party}`. The kind is a row of PLACEHOLDERS, so that no code
guesses it from the value. Tests refuse an unknown kind in any table of messages, and a value that is not of
its kind wherever one is rendered. A person never sees an error for it, only the value as it is.
"""

import re
from collections import ChainMap
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from credentials.words.closed_lists import (
    ACTIONS,
    CHECK_WORDS,
    PARTS,
    REASONS,
    STANDINGS,
    USES,
    Labels,
    join_words,
    word_for,
)
from credentials.words.closed_lists import KINDS as KIND_WORDS
from credentials.words.days import format_end, format_moment
from credentials.words.member_words import MEMBERS
from credentials.words.regions import region_name
from credentials.words.value_forms import format_form, format_type, format_values
from signing.errors import ABSENT, HurenError, Lang
from signing.plain_text import LONGEST, plain, quoted, shown


class Naming(Protocol):
    """A source of names: the agreement in force (agreement_names.AgreementNames)."""

    def party(self, did: str) -> str:
        """Return the association's legal name."""

    def scheme(self, scheme: str) -> str:
        """Return the scheme's name."""

    def term(self, words: str) -> str:
        """Return a category or a clause, in English where the agreement has it."""


class UnfitError(ValueError):
    """A value of another kind than its placeholder names."""


def speak(kind: str, value: object, lang: Lang, names: object = None) -> str:
    """Return the value in words; `names` is a Naming, if the agreement is known."""
    row = PLACEHOLDERS.get(kind)
    if value is None and kind != "end":
        return ABSENT
    # to Python a bool is an int: no person reads “True” as a number
    if row is None or not isinstance(value, row.types) or isinstance(value, bool):
        return unfit(kind, value)
    try:
        return row.say(value, lang, names)
    except Exception:  # a person gets a sentence, whatever the document contains
        return unfit(kind, value)


class SpokenError(HurenError):
    """An error with facts of documents in its sentences."""

    def speak(self, kind: str, value: object, lang: Lang, names: object = None) -> str:
        """Return the value in the words of this module."""
        return speak(kind, value, lang, names)


def say_unfit(kind: str, value: object) -> str:
    """Return a value of another kind as text."""
    del kind
    return shown(str(value))


unfit = say_unfit
"""Tests replace it by a function that raises."""


def host_of(did: str) -> str:
    """Return the name for a party that no agreement names: its address on the Web."""
    return did.removeprefix("did:web:").replace(":", "/").replace("%3A", ":")


def format_key(method: str, lang: Lang) -> str:
    """Return a key by its use and number, `assessment key 2`; by its name where that tells no use."""
    name = method.rpartition("#")[2]
    match = _KEY.fullmatch(name)
    if match is None:
        return f"密钥{quoted(name)}" if lang == "zh" else f"key {quoted(name)}"
    use = word_for(USES, match["use"], lang)
    number = f" {match['number']}" if match["number"] else ""
    return f"{use}密钥{number}" if lang == "zh" else f"{use} key{number}"


def format_credential(reference: str, lang: Lang) -> str:
    """Return a credential by its certificate number, or by the beginning of its id if only that is known."""
    match = _URN.match(reference)
    if match is None and reference.startswith(_URN_PREFIX):
        rest = quoted(reference.removeprefix(_URN_PREFIX))
        return f"标识为{rest}的凭证" if lang == "zh" else f"the credential with the id {rest}"
    if match is None:
        return f"编号为{quoted(reference)}的凭证" if lang == "zh" else f"the credential {quoted(reference)}"
    start = match["start"]
    return f"标识以“{start}”开头的凭证" if lang == "zh" else f"the credential whose id begins with “{start}”"


def format_reference(reference: str, lang: Lang, names: Naming | None) -> str:
    """Return a typed reference: a number, an id, a digest or a party's identifier."""
    if reference.startswith("did:"):
        return _party(reference, lang, names)
    match = _URN.match(reference)
    if match is not None:
        return quoted(match["start"] + "…")
    return (
        format_digest(reference)
        if _DIGEST.fullmatch(reference)
        else quoted(reference.removeprefix(_URN_PREFIX))
    )


def format_digest(digest: str) -> str:
    """Return the beginning of a digest, enough to compare."""
    return quoted(digest[:_SHOWN] + "…" if len(digest) > _SHOWN else digest)


def format_member(path: str, lang: Lang, names: Naming | None) -> str:
    """Return `parties[1].rootKey` as `the root key of parties 2`; quoted where a part has no word."""
    owned = _OWNED.fullmatch(path)
    if owned is not None:
        party = next(filter(None, owned.group("party", "issuer", "owner")))
        word = next(filter(None, owned.group("path", "list", "use")))
        use = _USE_KEYS.get(owned["use"] or "")
        member = use[lang == "zh"] if use is not None else _member(word.replace("key list", "key-list"), lang)
        who = _party(party, lang, names)
        return _of(who, member) if lang == "zh" else f"{member} of {who}"
    if "#" in path:
        key, party = format_key(path, lang), _party(path.partition("#")[0], lang, names)
        return _of(party, key) if lang == "zh" else f"the {key} of {party}"
    return _member(path, lang)


def _of(who: str, what: str) -> str:
    return f"{who}{' ' if who.isascii() else ''}的{what}"


def _member(path: str, lang: Lang) -> str:
    if not path:
        return ""
    parts = _VERSION.sub(r" \1", path).split(".")
    kept = [part for part in parts[:-1] if part not in _WRAPPERS] + parts[-1:]
    words = [_part(part, lang) for part in kept]
    if None in words or len(path) > LONGEST:
        return path if _TYPED.fullmatch(path) else quoted(path)
    known = [word for word in words if word is not None]
    if lang == "zh" and len(known) > 1 and kept[-1] in ("zh", "en"):
        known[-2:] = [f"{known[-2]}（{known[-1]}）"]
    return "的".join(known) if lang == "zh" else " of ".join(f"the {word}" for word in reversed(known))


def _part(part: str, lang: Lang) -> str | None:
    match = _PART.fullmatch(part)
    pair = match and (MEMBERS.get(match["name"]) or RECORDS.get(match["name"]))
    if match is None or pair is None:
        return None
    numbers = [str(int(place) + 1) for place in re.findall(r"\d+", match["places"])]
    if match["version"]:
        return (
            f"{pair[1]}第 {match['version']} 版" if lang == "zh" else f"{pair[0]}, version {match['version']}"
        )
    if lang == "zh":
        return pair[1] + "".join(f"第 {number} 项" for number in numbers)
    return f"{pair[0]} (item {'.'.join(numbers)})" if numbers else pair[0]


RECORDS: Labels = ChainMap(
    {"credential": ("credential", "凭证"), "receipt": ("receipt", "回执")},
    KIND_WORDS,
)
"""Words for documents, a credential of any kind among them."""
_USE_KEYS: Labels = {use: (f"{en} key", f"{zh}密钥") for use, (en, zh) in USES.items()}
_WRAPPERS = ("credentialSubject", "assessment")
_OWNED = re.compile(
    r"(?P<issuer>did:\S+) (?P<list>key list \d+)|(?P<path>[^ ]+) \((?P<party>did:[^)]+)\)"
    r"|(?P<owner>did:\S+) \((?P<use>\w+)\)"
)
_VERSION = re.compile(r"\.(\d{1,6})(?=\.|$)", re.ASCII)
_PART = re.compile(r"(?P<name>[^\[\] ]+?)(?P<places>(?:\[\d{1,6}\])*)(?: (?P<version>\d{1,6}))?", re.ASCII)
_TYPED = re.compile(r"--[a-z-]{1,30}", re.ASCII)
"""An option, spelled alike in every language."""
_SHOWN = 12
_KEY = re.compile(r"(?P<use>root|assessment|publication)(?:-(?P<number>\d+))?", re.ASCII)
_URN_PREFIX = "urn:uuid:"
_URN = re.compile(r"urn:uuid:(?P<start>[0-9a-f]{8})")
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SPOKEN = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?", re.ASCII)
_NUMBER = re.compile(r"[0-9.]+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _moment(value: str | date, say: Callable[[datetime], str]) -> str:
    """Return a time given as text of a document, a datetime, or words."""
    if isinstance(value, datetime):
        return say(value)
    if isinstance(value, date):
        return value.isoformat()
    if _SPOKEN.fullmatch(value):
        return value
    try:
        return say(datetime.fromisoformat(value))
    except ValueError:
        raise UnfitError(value) from None


def _end(value: str | date | None, lang: Lang) -> str:
    if value is None:
        return "未定" if lang == "zh" else "open"
    return _moment(value, format_end)


def _number(value: float | str) -> str:
    if isinstance(value, str) and _NUMBER.fullmatch(value) is None:
        raise UnfitError(value)
    return shown(str(value))


def _day(value: str | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if _DAY.fullmatch(value) is None:
        raise UnfitError(value)
    return value


def _party(did: str, lang: Lang, names: Naming | None) -> str:
    del lang
    if not did.startswith("did:"):
        return shown(did)
    return shown(names.party(did) if names is not None else host_of(did))


def _term(words: str, lang: Lang, names: Naming | None) -> str:
    del lang
    return shown(names.term(words) if names is not None else words)


def _listed(values: Any, lang: Lang, say: Callable[[str], str] = shown) -> str:
    items = [values] if isinstance(values, str) else values
    return join_words(map(say, items), lang)


def _covered(entry: Any, lang: Lang, names: Naming | None) -> str:
    """Return a scheme, and the day from which its certificates are covered."""
    scheme, day = entry["scheme"], _day(entry["issuedFrom"])
    called = shown(names.scheme(scheme) if names is not None else scheme)
    return f"{called}（{day} 起）" if lang == "zh" else f"{called} since {day}"


def _run(run: Any) -> str:
    """Return pages from the first to the last."""
    first, last = run
    return f"{first:d}" if first == last else f"{first:d}–{last:d}"


def _place(place: Any, lang: Lang) -> str:
    """Return a page of a file, or the file."""
    file, page = place
    if page is None:
        return plain(file)
    return f"{plain(file)} 第 {page:d} 页" if lang == "zh" else f"{plain(file)}, page {page:d}"


def _places(places: Any, lang: Lang) -> str:
    return ("、" if lang == "zh" else "; ").join(_place(place, lang) for place in places)


_TREES: Labels = {
    "records": ("records", "记录"),
    "events": ("events", "状态事件"),
    "mirror": ("mirrored entries", "镜像条目"),
}


def _word(labels: Labels) -> Callable[[str, Lang, Naming | None], str]:
    def say(code: str, lang: Lang, _: Naming | None) -> str:
        if code not in labels:
            raise UnfitError(code)
        return word_for(labels, code, lang)

    return say


class Placeholder(NamedTuple):
    """The types of its value, and the function that words it."""

    types: tuple[type, ...]
    say: Callable[[Any, Lang, Any], str]


_TIMES = (str, date)
_LISTS = (str, list, tuple)
_SCALARS = (str, int, float)

PLACEHOLDERS: Mapping[str, Placeholder] = {
    # verbatim: names of enterprises, categories, certificate numbers, commands to type, complete paths
    "text": Placeholder(_SCALARS, lambda value, *_: shown(str(value))),
    "path": Placeholder((str,), lambda value, *_: plain(value)),
    "quoted": Placeholder(_SCALARS, lambda value, *_: quoted(str(value))),
    "said": Placeholder((str,), lambda value, *_: value),
    "number": Placeholder((int, float, str), lambda value, *_: _number(value)),
    "list": Placeholder(_LISTS, lambda values, lang, _: _listed(values, lang)),
    "codes": Placeholder(_LISTS, lambda values, lang, _: _listed(values, lang, quoted)),
    "pages": Placeholder((list, tuple), lambda runs, lang, _: _listed(runs, lang, _run)),
    "places": Placeholder((list, tuple), lambda places, lang, _: _places(places, lang)),
    "digest": Placeholder((str,), lambda value, *_: format_digest(value)),
    # times
    "moment": Placeholder(_TIMES, lambda value, *_: _moment(value, format_moment)),
    "end": Placeholder((*_TIMES, type(None)), lambda value, lang, _: _end(value, lang)),
    "day": Placeholder(_TIMES, lambda value, *_: _day(value)),
    # who and what
    "party": Placeholder((str,), _party),
    "parties": Placeholder(_LISTS, lambda values, lang, names: _listed(
        values, lang, lambda did: _party(did, lang, names))),
    "region": Placeholder((str,), lambda value, lang, _: shown(region_name(value, lang))),
    "regions": Placeholder(_LISTS, lambda values, lang, _: _listed(
        values, lang, lambda code: shown(region_name(code, lang)))),
    "scheme": Placeholder((str,), lambda value, _, names: shown(
        names.scheme(value) if names is not None else value)),
    "term": Placeholder((str,), _term),
    "terms": Placeholder(_LISTS, lambda values, lang, names: _listed(
        values, lang, lambda code: _term(code, lang, names))),
    "coverage": Placeholder((list, tuple), lambda values, lang, names: _listed(
        values, lang, lambda entry: _covered(entry, lang, names))),
    "credential": Placeholder((str,), lambda value, lang, _: format_credential(value, lang)),
    "reference": Placeholder((str,), format_reference),
    "key": Placeholder((str,), lambda value, lang, _: format_key(value, lang)),
    "keys": Placeholder(_LISTS, lambda values, lang, _: _listed(
        values, lang, lambda method: format_key(method, lang))),
    "member": Placeholder((str,), format_member),
    "tree": Placeholder((str,), _word(_TREES)),
    # forms that a member must have
    "type": Placeholder((str,), lambda value, lang, _: format_type(value, lang)),
    "form": Placeholder((str,), lambda value, lang, _: format_form(value, lang)),
    "values": Placeholder((str,), lambda value, lang, _: format_values(value, lang)),
    # closed lists
    "reason": Placeholder((str,), _word(REASONS)),
    "reasons": Placeholder(_LISTS, lambda values, lang, _: _listed(
        values, lang, lambda code: shown(word_for(REASONS, code, lang)))),
    "standing": Placeholder((str,), _word(STANDINGS)),
    "action": Placeholder((str,), _word(ACTIONS)),
    "actions": Placeholder(_LISTS, lambda values, lang, _: _listed(
        values, lang, lambda code: _word(ACTIONS)(code, lang, None))),
    "use": Placeholder((str,), _word(USES)),
    "record": Placeholder((str,), _word(RECORDS)),
    "part": Placeholder((str,), _word(PARTS)),
    "check": Placeholder((str,), _word(CHECK_WORDS)),
}  # fmt: skip
"""Every kind of placeholder.

`said` is a sentence in both languages: the Chinese one is the fact `<name>_zh`.
"""
