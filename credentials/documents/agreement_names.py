"""Names of the agreement, and words for status events. zh and en."""

from collections.abc import Iterable, Sequence
from unicodedata import normalize

from credentials.documents.agreement import AgreementText, GradeReference, Party, Scheme
from credentials.documents.status_event import StatusChange, kind_of
from credentials.words.closed_lists import ACTIONS, ENDS, join_words, word_for
from credentials.words.regions import short_region_name
from credentials.words.speech import host_of
from credentials.words.work_words import MEDIA
from signing.errors import Lang


def word_for_action(change: StatusChange, lang: Lang) -> str:
    """Return the word for a status event; for a revocation, that of its legal kind."""
    if change.action == "revoke":
        return word_for(ENDS, kind_of(change.reason), lang)
    return word_for(ACTIONS, change.action, lang)


class AgreementNames:
    """The names of an agreement in one language; an unknown scheme or grade stays a code.

    A name that `text` no longer has is taken from the newest text in `older` that has it.
    """

    def __init__(self, text: AgreementText, lang: Lang, older: Sequence[AgreementText] = ()) -> None:
        self.text = text
        self.lang = lang
        self._texts = (text, *older)

    def party(self, did: str) -> str:
        """Return the association's legal name; for a stranger, its address on the Web."""
        party = self._party(did)
        return party.legal_name.text(self.lang) if party is not None else host_of(did)

    def region(self, did: str) -> str:
        """Return the short name of an association's region; for a stranger, its address on the Web."""
        party = self._party(did)
        return short_region_name(party.region, self.lang) if party is not None else host_of(did)

    def scheme(self, scheme: str) -> str:
        """Return the scheme's name, with its owner's region where another scheme reads alike."""
        text = next((text for text in self._texts if text.scheme(scheme) is not None), None)
        known = text.scheme(scheme) if text is not None else None
        if text is None or known is None:
            return scheme
        name = known.name.text(self.lang)
        owner = text.party(known.owner)
        shared = [_fold(other.name.text(self.lang)) for other in text.schemes].count(_fold(name)) > 1
        if owner is None or not shared:
            return name
        region = short_region_name(owner.region, self.lang)
        return f"{name}（{region}）" if self.lang == "zh" else f"{name} ({region})"

    def grade(self, scheme: str, code: str) -> str:
        """Return the grade's name, with its code where they differ."""
        known = self._scheme(scheme)
        grade = known.grade(code) if known is not None else None
        name = grade.name.text(self.lang) if grade is not None else code
        if name == code:
            return code
        return f"{code}（{name}）" if self.lang == "zh" else f"{code} ({name})"

    def category(self, code: str) -> str:
        """Return a category; for technologies it is a medium, which has a word in both languages."""
        return word_for(MEDIA, self.term(code), self.lang)

    def categories(self, codes: Iterable[str]) -> list[str]:
        """Return several categories."""
        return [*map(self.category, codes)]

    def grades(self, scheme: str, codes: Iterable[str]) -> list[str]:
        """Return several grades of a scheme."""
        return [self.grade(scheme, code) for code in codes]

    def term(self, words: str) -> str:
        """Return a category, a clause or a basis, in English where a text has it."""
        if self.lang == "zh":
            return words
        return next(filter(None, (text.english(words) for text in self._texts)), words)

    def terms(self, words: Iterable[str]) -> str:
        """Return several terms, joined by the language's commas."""
        return join_words(map(self.term, words), self.lang)

    def _party(self, did: str) -> Party | None:
        return next(filter(None, (text.party(did) for text in self._texts)), None)

    def _scheme(self, scheme: str) -> Scheme | None:
        return next(filter(None, (text.scheme(scheme) for text in self._texts)), None)

    def reference(self, end: GradeReference, grades: str | None = None) -> str:
        """Return `scheme / category / grade`, or `grades` of several; no category stands for all of them."""
        scheme, parts = self._scheme(end.scheme), [self.scheme(end.scheme)]
        if end.category is not None:
            parts.append(self.category(end.category))
        elif scheme is None or scheme.categories:
            parts.append("各类别" if self.lang == "zh" else "every category")
        return " / ".join((*parts, grades or self.grade(end.scheme, end.grade)))


def _fold(name: str) -> str:
    """Return an equal key for names that read alike: any width, case and spaces."""
    return "".join(normalize("NFKC", name).lower().split())
