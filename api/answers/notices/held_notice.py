"""A notice as this node knows it: how it stands, how its days lie to today."""

from datetime import date, datetime
from typing import Any, NamedTuple

from api.answers.standings.enterprises import Holding, look_at
from api.answers.standings.standing import Standing, find_standing
from api.errors import ApiError
from credentials.documents.works.notice import Notice
from credentials.record import JsonObject, Record
from credentials.times import day_of, format_time
from registry import Registry
from registry.lookup.notices import When, find_notice, when_of
from verifier import TrustStore

NEED = "need"


class HeldNotice(NamedTuple):
    """A notice, how it stands and how its days lie to today, both at one moment."""

    record: Record[Notice]
    standing: Standing
    when: When

    @classmethod
    def of(cls, record: Record[Notice], trust: TrustStore, now: datetime) -> "HeldNotice":
        """Looked at now."""
        return cls(record, find_standing(record, trust, now), when_of(record.body, day_of(now)))

    @property
    def is_off(self) -> bool:
        """Whether people need not come: it was taken back, or is no good."""
        return self.standing.name in ("revoked", "invalid")

    def summarise(self) -> JsonObject:
        """As a line of a list (api.wire.notice_models.NoticeLineView)."""
        body, subject = self.record.body, self.record.body.credential_subject
        return {
            "digest": self.record.digest,
            "id": body.id,
            "issuer": body.issuer,
            "kind": subject.kind,
            "title": {"zh": subject.title.zh, "en": subject.title.en},
            "since": subject.since.isoformat(),
            "until": subject.until.isoformat(),
            "place": subject.place,
            "media": [*(subject.media or ())],
            "link": subject.link,
            "validFrom": format_time(body.valid_from),
            "validUntil": format_time(body.valid_until),
            "when": self.when,
            "standing": self.standing.name,
            "endKind": self.standing.end_kind,
        }


def needed_notice(registry: Registry, reference: str) -> Record[Notice]:
    """By id or digest; ApiError not-here."""
    record = find_notice(registry, reference)
    if record is None:
        raise ApiError.not_here("notice", "公告", reference)
    return record


def needed_need(registry: Registry, reference: str) -> Record[Notice]:
    """A notice of what is wanted; ApiError not-here, of other notices too."""
    record = find_notice(registry, reference)
    if record is None or record.body.credential_subject.kind != NEED:
        raise ApiError.not_here("technology wanted", "技术需求", reference)
    return record


def look_at_notice(
    registry: Registry, reference: str, trust: TrustStore, *, now: datetime, at: date | None = None
) -> tuple[HeldNotice, Holding]:
    """The notice as it stands now, and all that is known of it; ApiError not-here."""
    record = needed_notice(registry, reference)
    return HeldNotice.of(record, trust, now), look_at(registry, record, trust, now=now, at=at)


def describe_notice(held: HeldNotice, known: Holding, verdict: JsonObject) -> JsonObject:
    """As api.wire.notice_models.NoticeView."""
    value: Any = held.record.value
    return {
        "digest": held.record.digest,
        "when": held.when,
        "standing": known.standing.name,
        "endKind": known.standing.end_kind,
        "notice": value,
        "events": [event.value for event in known.events],
        "verdict": verdict,
    }
