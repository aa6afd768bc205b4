"""What the registry refuses: one class, one table; codes of the verifier pass through it unchanged."""

from signing.errors import HurenError
from verifier.codes import CODES
from verifier.errors import TrustError


class RegistryError(HurenError):
    """A record, batch or request the registry does not take; `problems` holds (position, refusal) of a batch."""

    MESSAGES = {
        **{code: row.message for code, row in CODES.items() if row.outcome in ("failed", "indeterminate")},
        **TrustError.MESSAGES,
    }

    def __init__(self, code: str, field: str = "", **facts: object) -> None:
        super().__init__(code, field, **facts)
        self.problems: list[tuple[int, RegistryError]] = []

    @classmethod
    def of(cls, error: HurenError) -> "RegistryError":
        """The same refusal of a lower floor, as this floor's one class."""
        return cls(error.code, error.field, **error.facts)
