"""What a verifier accepts. Policies may only shorten the limits of the design, never stretch them."""

from dataclasses import dataclass
from datetime import timedelta

MAX_AGE = timedelta(days=7)
CLOCK_TOLERANCE = timedelta(minutes=5)
AGEING_AFTER = timedelta(hours=24)
BACKDATED_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Policy:
    """`max_age` of an association's trust data; whether an inclusion proof or a recognised grade is required.

    Raises ValueError for a max_age that is not positive or longer than seven days.
    """

    max_age: timedelta = MAX_AGE
    require_log: bool = False
    require_recognition: bool = False

    def __post_init__(self) -> None:
        if not timedelta(0) < self.max_age <= MAX_AGE:
            raise ValueError("max_age must be more than zero and at most seven days")


@dataclass(frozen=True, slots=True)
class Expect:
    """Whom the credential should be about: the enterprise's code, and its name if you know it."""

    uscc: str
    name: str | None = None
