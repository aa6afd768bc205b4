"""Rules for certificate numbers that this node assigns: one holder at a time, one enterprise for ever."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from credentials.documents.assessment import AssessmentCredential
from registry.errors import RegistryError
from registry.view.event_reading import find_final
from registry.view.view import Holder, RegistryView

_WHERE = "credentialSubject.assessment.certificateNumber"


def check_numbers(
    view: RegistryView, bodies: Iterable[AssessmentCredential], replaced: Mapping[str, str], *, now: datetime
) -> None:
    """Check that one association's new credentials may carry their numbers, before they are stored.

    `replaced` maps each of them to the credential it supersedes. Raises RegistryError like `check_number`,
    and certificate-number-taken for two of them with one number.
    """
    by_number: dict[str, AssessmentCredential] = {}
    for body in bodies:
        number = body.title
        other = by_number.setdefault(number, body)
        if other is not body:
            raise RegistryError(
                "certificate-number-taken", _WHERE, number=number, enterprise=other.holder_code
            )
    if not by_number:
        return
    issuer = next(iter(by_number.values())).issuer
    for number, holders in view.number_holders(issuer, by_number).items():
        body = by_number[number]
        own = Holder(body.id, body.holder_code)
        at = max(now, body.valid_from)
        check_number(
            view, holders, own, number, issuer=issuer, replaced=replaced.get(body.id), at=at, field=_WHERE
        )


def check_number(
    view: RegistryView,
    holders: Iterable[Holder],
    new: Holder,
    number: str,
    *,
    issuer: str,
    replaced: str | None,
    at: datetime,
    field: str,
) -> None:
    """Check that `new` may carry the number of `holders` from `at` on; it supersedes `replaced`.

    Raises RegistryError: certificate-number-given if another enterprise ever held the number, and
    certificate-number-taken while a holder is in force.
    """
    for holder in holders:
        if holder.id == new.id:
            continue  # the same id again is a conflict, but not one of numbers
        if holder.uscc != new.uscc:
            raise RegistryError("certificate-number-given", field, number=number, enterprise=holder.uscc)
        if holder.id != replaced and find_final(view.events(issuer, holder.id), at) is None:
            raise RegistryError("certificate-number-taken", field, number=number, enterprise=holder.uscc)
