"""The manifest: current documents by digest, and sightings of the other associations."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.record import (
    AgreementReference,
    Count,
    Credential,
    Did,
    Digest,
    EventCount,
    Items,
    Maybe,
    Model,
    Text,
    Time,
    Uuid,
    Version,
    refuse,
)

# how long a manifest vouches that nothing is missing
MAX_LIFE = timedelta(days=7)
# beyond this number every credential of the issuer is status-incomplete for verifiers that rely on this
# witness
MAX_LOOSE = 1024
MAX_PARTS = 4096

# any word: this version must accept manifests with a later version's kinds
PartKind = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]


class Part(Model):
    """One published document; verifiers skip the kinds they do not know."""

    kind: PartKind
    id: Text
    digest: Digest


class Difference(Model):
    """A part that another party works out differently: `digest` as named, `ours` as worked out, if any."""

    kind: PartKind
    id: Text
    digest: Maybe[Digest] = None
    ours: Maybe[Digest] = None


class LogHead(Model):
    """The size and RFC 6962 root of the association's log, as in the signed checkpoint."""

    size: Count
    root: Digest


class LooseEvent(Model):
    """An event of another party that none of its manifests counts, and the event's credential."""

    credential: Uuid
    digest: Digest


class Sighting(Model):
    """Another party's newest manifest that this association holds whole, repeated; and its loose events.

    `manifest` and `created` are absent, and nothing is counted, while no manifest of that party is here.
    `agrees` and `differs` list the parts of that manifest, worked out again from this node's copy of the log;
    they are absent while that copy is too short. `loose_count` is present if this node has more than 1,024
    loose events, so that not all are named.
    """

    issuer: Did
    key_list_version: Version
    agreement: AgreementReference
    manifest: Maybe[Digest] = None
    created: Maybe[Time] = None
    events: EventCount
    loose: Annotated[Items[LooseEvent], Field(max_length=MAX_LOOSE)]
    loose_count: Maybe[Count] = None
    agrees: Maybe[Annotated[Items[Part], Field(max_length=MAX_PARTS)]] = None
    differs: Maybe[Annotated[Items[Difference], Field(max_length=MAX_PARTS)]] = None

    @property
    def is_cut(self) -> bool:
        """True where the association has more loose events than it names."""
        return self.loose_count is not None

    @model_validator(mode="after")
    def _named_or_nothing(self) -> Self:
        if (self.manifest is None) != (self.created is None):
            raise refuse("member-missing", "created" if self.created is None else "manifest")
        if (self.agrees is None) != (self.differs is None):
            raise refuse("member-missing", "differs" if self.differs is None else "agrees")
        if self.manifest is None and (self.events.count > 0 or self.agrees is not None):
            raise refuse("member-missing", "manifest")
        if self.loose_count is not None and self.loose_count <= len(self.loose):
            raise refuse("loose-count", "looseCount")
        return self


class Publication(Model):
    """The subject of a manifest."""

    type: Literal["PublicationManifest"]
    version: Version
    key_list_version: Version
    agreement: AgreementReference
    events: EventCount
    parts: Annotated[Items[Part], Field(max_length=MAX_PARTS)]
    checkpoint: Maybe[LogHead] = None
    seen: Annotated[Items[Sighting], Field(max_length=64)]

    @model_validator(mode="after")
    def _each_part_once(self) -> Self:
        known: set[tuple[str, str]] = set()
        for part in self.parts:
            if (part.kind, part.id) in known:
                raise refuse("item-repeated", "parts", item=part.id)
            known.add((part.kind, part.id))
        return self

    @property
    def order(self) -> tuple[int, int, int]:
        """The order of manifests: (agreement version, key-list version, manifest version).

        The first two rank only where a root signed them and they are at hand (verifier.trust.manifests);
        versions start anew under a new key list, and have gaps.
        """
        return self.agreement.version, self.key_list_version, self.version

    @property
    def repeated(self) -> list[str]:
        """The digests of the manifests of others that it repeats."""
        return [entry.manifest for entry in self.seen if entry.manifest is not None]

    def sight(self, issuer: str) -> Sighting | None:
        """Return its sighting of another party."""
        return next((entry for entry in self.seen if entry.issuer == issuer), None)


class Manifest(Credential):
    """Signed by the publication key; it lives at most seven days."""

    KIND = "manifest"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["PublicationManifestCredential"]], Strict(False)
    ]
    valid_from: Time
    valid_until: Time
    credential_subject: Publication

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not self.valid_from < self.valid_until:
            raise refuse("interval-empty", "validUntil")
        if self.valid_until - self.valid_from > MAX_LIFE:
            raise refuse("life-too-long", "validUntil", expected=MAX_LIFE.days)
        return self


def next_version(newest: int, key_list_signed: datetime, now: datetime) -> int:
    """Return the number of the next manifest: seconds since the key list was signed, at least `newest` + 1.

    So a rebuilt or restored node repeats a lost number only if numbers ran ahead of the seconds.
    `newest` is 0 where there is none.
    """
    # always, not only after a restore: a machine restored from a snapshot cannot tell that it was
    return max(newest + 1, int((now - key_list_signed).total_seconds()))
