"""The policy of a verifier. It may shorten the limits of seven days, never stretch them."""

from dataclasses import dataclass
from datetime import timedelta

from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from verifier.errors import QuestionError, type_facts

MAX_AGE = timedelta(days=7)  # a manifest lives for seven days: a policy cannot stretch what its issuer signed
CLOCK_TOLERANCE = timedelta(minutes=5)  # for every clock: a signer's may be ahead, a witness's behind
AGEING_AFTER = timedelta(hours=24)
BACKDATED_AFTER = timedelta(hours=24)  # a term begins at the first second of a day and is signed within it


@dataclass(frozen=True, slots=True)
class Policy:
    """`max_age` of an association's trust data; flags that require a log proof or a recognised grade.

    Raises QuestionError: age-range for a max_age that is not positive or longer than seven days;
    argument-type for a flag that is no bool.
    """

    max_age: timedelta = MAX_AGE
    require_log: bool = False
    require_recognition: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.max_age, timedelta) or not timedelta(0) < self.max_age <= MAX_AGE:
            raise QuestionError("age-range", "max_age", value=str(self.max_age)[:40])
        for field in ("require_log", "require_recognition"):
            flag = getattr(self, field)
            if not isinstance(flag, bool):
                raise QuestionError("argument-type", field, **type_facts(flag, bool))


@dataclass(frozen=True, slots=True)
class Expect:
    """The enterprise that the credential should be about: its code, and its name if you know it.

    Raises QuestionError: uscc-form, uscc-check, member-type.
    """

    uscc: str
    name: str | None = None

    def __post_init__(self) -> None:
        try:
            parse_uscc(self.uscc)
        except RecordError as error:
            raise QuestionError.from_record(error, "uscc") from None
        if not isinstance(self.name, str | None):
            raise QuestionError("member-type", "name", expected="string")
