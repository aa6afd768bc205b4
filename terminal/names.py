"""Names for people: parties, schemes and grades as the agreement calls them, never as another file calls
them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from signing.errors import Lang
from terminal.language import language
from verifier import TrustStore

if TYPE_CHECKING:
    from registry import Registry


class SpokenNames(AgreementNames):
    """Names of one agreement text in the current language, or in `lang`."""

    def __init__(
        self, text: AgreementText, older: Sequence[AgreementText] = (), lang: Lang | None = None
    ) -> None:
        super().__init__(text, lang or language(), older)

    @classmethod
    def of(cls, trust: TrustStore, at: datetime, lang: Lang | None = None) -> "SpokenNames":
        """Return the names in force at `at`, else the last ones."""
        text = trust.chain.in_force_or_last(at).text
        return cls(text, trust.chain.older_than(text), lang)

    @classmethod
    def of_registry(cls, registry: "Registry", at: datetime) -> "SpokenNames | None":
        """Return the names of a registry's agreement; None while the registry has none."""
        return cls.of(registry.load_trust(), at) if registry.chain() is not None else None

    def list_called(self) -> dict[str, str]:
        """Return the name of each party and each scheme, by its id."""
        parties = {party.id: self.party(party.id) for party in self.text.parties}
        return parties | {scheme.id: self.scheme(scheme.id) for scheme in self.text.schemes}
