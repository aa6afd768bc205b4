"""Look up the agreement's grants to one association by a clerk's words."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property

from carriers.errors import CarrierError
from credentials.documents.agreement import AgreementText, Grade, Scheme
from credentials.kinds import ASSESSMENTS


class Granted:
    """The schemes of `kinds` granted to `issuer`; `created` is the time of signing where it is known.

    The `find_` methods raise CarrierError with the names that are allowed.
    """

    def __init__(
        self,
        agreement: AgreementText,
        issuer: str,
        created: datetime | None = None,
        kinds: Collection[str] = ASSESSMENTS,
    ) -> None:
        self._agreement = agreement
        self._issuer = issuer
        self._created = created
        self._of_kind = tuple(scheme for scheme in agreement.schemes if scheme.kind in kinds)

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """The granted schemes, in the order of the agreement."""
        return tuple(s for s in self._of_kind if self._agreement.grants_to(self._issuer, s.id))

    @cached_property
    def _by_spelling(self) -> dict[str, tuple[Scheme, ...]]:
        return _index(self._of_kind)

    @cached_property
    def _granted_by_spelling(self) -> dict[str, tuple[Scheme, ...]]:
        return _index(self.schemes)

    def label(self, scheme: Scheme) -> str:
        """Return a clerk's name of the scheme: its Chinese name, or its id where two share the name."""
        alone = len(self._granted_by_spelling[scheme.name.zh.casefold()]) == 1
        return scheme.name.zh if alone else scheme.id

    def find_scheme(self, text: str) -> Scheme:
        """Return the granted scheme with this id or Chinese or English name."""
        granted = self._granted_by_spelling.get(text.casefold(), ())
        if len(granted) == 1:
            return granted[0]
        if granted:
            raise CarrierError("scheme-ambiguous", allowed=listed(s.id for s in granted))
        code = "scheme-not-granted" if text.casefold() in self._by_spelling else "scheme-unknown"
        raise CarrierError(code, allowed=listed(map(self.label, self.schemes)))

    def regions(self, scheme: Scheme) -> tuple[str, ...]:
        """Return the regions allowed to enterprises; CarrierError if no grant is in force at signing."""
        grants = self._agreement.grants_to(self._issuer, scheme.id)
        if self._created is not None:
            grants = tuple(g for g in grants if g.since <= self._created < g.until)
            if not grants:
                raise CarrierError("grant-not-in-force")
        return tuple(dict.fromkeys(r for g in grants for r in self._agreement.regions_of(g)))

    @property
    def all_regions(self) -> tuple[str, ...]:
        """The regions of all granted schemes."""
        return tuple(dict.fromkeys(region for scheme in self.schemes for region in self.regions(scheme)))


def find_grade(scheme: Scheme, text: str) -> Grade:
    """Return the scheme's grade with this code or, if unique, this Chinese or English name."""
    exact = scheme.grade(text)
    if exact is not None:
        return exact
    wanted = text.casefold()
    matching = [
        grade
        for grade in scheme.grades
        if wanted in (grade.code.casefold(), grade.name.zh.casefold(), grade.name.en.casefold())
    ]
    if len(matching) != 1:
        raise CarrierError("grade-unknown", allowed=listed(grade.code for grade in scheme.grades))
    return matching[0]


def listed(items: Iterable[str]) -> list[str]:
    """Return names for a message."""
    return [*items] or ["—"]


def _index(schemes: Iterable[Scheme]) -> dict[str, tuple[Scheme, ...]]:
    index: dict[str, tuple[Scheme, ...]] = {}
    for scheme in schemes:
        for spelling in {s.casefold() for s in (scheme.id, scheme.name.zh, scheme.name.en)}:
            index[spelling] = (*index.get(spelling, ()), scheme)
    return index
