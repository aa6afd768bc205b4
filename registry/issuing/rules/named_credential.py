"""Find the one credential that a person names by id or certificate number."""

from collections.abc import Sequence
from datetime import datetime

from credentials.times import day_of, last_day
from registry.errors import RegistryError
from registry.view.event_reading import find_final
from registry.view.view import RegistryView


def name_credential(view: RegistryView, issuer: str, reference: str, *, at: datetime, field: str) -> str:
    """Return the id of the association's credential with this id or certificate number.

    Of several credentials with one number, take the only one that has not ended at `at`, the time of the
    change. Raises RegistryError unknown-credential, other-association, and ambiguous-reference with all
    candidates.
    """
    if reference.startswith("urn:uuid:") and view.changeable(issuer, reference) is not None:
        return reference
    holders = [holder.id for holder in view.number_holders(issuer, [reference]).get(reference, [])]
    if not holders:
        raise _not_found(view, reference, field)
    going_on = [holder for holder in holders if find_final(view.events(issuer, holder), at) is None]
    meant = going_on or holders
    if len(meant) > 1:
        raise RegistryError(
            "ambiguous-reference", field, reference=reference, choices=list_choices(view, issuer, meant)
        )
    return meant[0]


def _not_found(view: RegistryView, reference: str, field: str) -> RegistryError:
    """Return the refusal: the credential is not here, or it is another association's."""
    others = view.issuers_of(reference)
    if others:
        return RegistryError("other-association", field, reference=reference, issuer=others)
    return RegistryError("unknown-credential", field, reference=reference)


def list_choices(view: RegistryView, issuer: str, credentials: Sequence[str]) -> list[str]:
    """List the credentials with their terms, for a person to choose from."""
    choices = [view.credential(issuer, credential) for credential in credentials]
    return [
        f"{record.body.id} ({day_of(record.body.valid_from)} – {last_day(record.body.valid_until)})"
        for record in choices
        if record is not None
    ]
