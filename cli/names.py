"""Names shown to people: parties, schemes and grades as the agreement calls them, never as a file does."""

from datetime import datetime

from cli.words import language
from credentials import naming
from credentials.agreement import AgreementText
from verifier import TrustStore


class Names(naming.Names):
    """The names of one agreement text in the language spoken now."""

    def __init__(self, text: AgreementText) -> None:
        super().__init__(text, language())

    @classmethod
    def of(cls, trust: TrustStore, at: datetime) -> "Names":
        """The names in force at `at`, else those that last were."""
        return cls(trust.chain.in_force_or_last(at).text)
