"""Standing, events and verdicts of a credential, or of all credentials of an enterprise."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from api.answers.questions import POLICY
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from credentials.documents.status_event import StatusEvent
from credentials.record import Record
from registry import Registry
from registry.lookup.lookup import list_longest
from registry.lookup.standing import Standing, find_standing
from verifier import TrustStore, Verdict, verify_homes

# measured: 600 certificates of one enterprise took a third of a second of a core
MAX_OF_ENTERPRISE = 120
"""Credentials shown of one enterprise, those with the longest terms; no enterprise of the examples has
ten."""


class Holding(NamedTuple):
    """A judged record; the keys of `verdicts` are homes, None for the verdict without a home."""

    record: Record[Any]
    standing: Standing
    events: list[Record[StatusEvent]]
    verdicts: Mapping[str | None, Verdict]


class EnterpriseCredentials(NamedTuple):
    """The credentials of one enterprise; `complete` is false when it has more than MAX_OF_ENTERPRISE."""

    uscc: str
    holdings: list[Holding]
    complete: bool

    @property
    def legal_names(self) -> list[str]:
        """Return every name of the enterprise, in the order of admission."""
        return [
            *dict.fromkeys(holding.record.body.credential_subject.legal_name for holding in self.holdings)
        ]


def look_at(
    registry: Registry,
    record: Record[Any],
    trust: TrustStore,
    *,
    now: datetime,
    at: date | None = None,
    homes: tuple[str | None, ...] = (None,),
) -> Holding:
    """Return one record with its verdicts at `at` (default: now), one verdict for each of `homes`."""
    issuer, credential_id = record.body.issuer, record.body.id
    events = registry.read(lambda view: view.event_records(issuer, credential_id))
    proof = receipts_of(registry, trust, now, [record.digest]).get(record.digest)
    verdicts = verify_homes(record, trust, policy=POLICY, now=now, homes=homes, at=at, proof=proof)
    decided, *_ = verdicts.values()
    moment = decided.at if at is not None else None
    return Holding(record, find_standing(record, trust, now, moment), events, verdicts)


def find_enterprise(
    registry: Registry, uscc: str, trust: TrustStore, now: datetime, homes: tuple[str | None, ...] = ()
) -> EnterpriseCredentials:
    """Return the credentials of the enterprise, with verdicts for `homes`, by default for every party.

    ApiError not-here. Above MAX_OF_ENTERPRISE, those with the longest terms remain.
    """
    parties = homes or parties_at(trust, now)
    records, is_cut = list_longest(registry, uscc, MAX_OF_ENTERPRISE)
    if not records:
        raise ApiError.not_here("enterprise", "企业", uscc)
    holdings = [look_at(registry, record, trust, now=now, homes=parties) for record in records]
    return EnterpriseCredentials(uscc, holdings, not is_cut)


def parties_at(trust: TrustStore, now: datetime) -> tuple[str, ...]:
    """Return the parties of the agreement in force, in its order."""
    return tuple(party.id for party in trust.chain.in_force_or_last(now).text.parties)
