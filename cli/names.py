"""Names shown to people: parties, schemes and grades as the agreement calls them, never as a file does."""

from datetime import datetime

from cli.words import language
from credentials.agreement import AgreementText
from verifier import TrustStore


class Names:
    """The names of one agreement text in the language spoken now; what it does not name stays a code."""

    def __init__(self, text: AgreementText) -> None:
        self.text = text

    @classmethod
    def of(cls, trust: TrustStore, at: datetime) -> "Names":
        """The names in force at `at`, else those that last were."""
        return cls(trust.chain.in_force_or_last(at).text)

    def party(self, did: str) -> str:
        """The association's legal name."""
        party = self.text.party(did)
        return party.legal_name.text(language()) if party is not None else did

    def scheme(self, scheme: str) -> str:
        """The scheme's name."""
        found = self.text.scheme(scheme)
        return found.name.text(language()) if found is not None else scheme

    def grade(self, scheme: str, code: str) -> str:
        """The grade's name, with its code where they differ."""
        found = self.text.scheme(scheme)
        grade = found.grade(code) if found is not None else None
        name = grade.name.text(language()) if grade is not None else code
        return name if name == code else f"{code} ({name})"
