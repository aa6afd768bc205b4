"""Makes the example world with the public functions, in the order in which it would have happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from carriers.spreadsheet import check_rows, read_sheet
from cli.demo.samples import GRADES, OUTSIDE, Calendar, sample_draft
from cli.demo.sheet import format_sheet
from cli.demo.works import sign_conferences, sign_report, sign_works
from credentials.documents.agreement import AgreementText, agreement_digest
from credentials.drafting.compose import build_agreement_half, build_own_method
from credentials.drafting.draft import AssessmentDraft, StatusDraft, build_credential
from credentials.drafting.make_bundle import next_key_list, sign_document
from credentials.record import JsonObject, Record
from credentials.times import CHINA, day_of
from keys_example import (
    CHONGQING,
    SICHUAN,
    STRANGER,
    ExampleEnterprise,
    agreement_text,
    amended_text,
    example_drafts,
    example_enterprises,
    example_signer,
)
from registry import Registry
from registry.errors import RegistryError
from registry.issuing.issue import change_status, issue
from registry.publishing.publish import publish_all
from signing.jcs import canonicalize
from terminal.workspace.files import save_bytes

ENTERPRISES, CREDENTIALS = 40, 300
_PAST_BATCHES, _SAMPLES = (8, 12, 20), 10
_NAMES = {"cq": CHONGQING, "sc": SICHUAN}
_METHODS = ("root", "assessment", "publication")

TellStep = Callable[[int], None]


@dataclass
class World:
    """The registry being filled, and the samples by name as signed JSON."""

    registry: Registry
    folder: Path
    calendar: Calendar
    random: Random
    step: TellStep
    texts: list[JsonObject] = field(default_factory=list)
    key_lists: list[JsonObject] = field(default_factory=list)
    enterprises: list[ExampleEnterprise] = field(default_factory=list)
    samples: dict[str, JsonObject] = field(default_factory=dict)
    drafts: dict[str, AssessmentDraft] = field(default_factory=dict)

    def build(self) -> None:
        """Everything, from the first signature to today's publication."""
        self.texts = _make_texts(self.calendar)
        self.enterprises = example_enterprises(self.random, ENTERPRISES)
        self._found()
        self._issue_past()
        self._publish_keys(self.calendar.renewed)
        self._issue_batch()
        self._change_statuses()
        self._add_works()
        self._make_outside()
        self._publish()

    def report(self) -> None:
        """Each association counts both logs, signs its report and publishes it: the same numbers."""
        for did in _NAMES.values():
            sign_report(self.registry, did, self.random, now=self.calendar.now)
            self.step(1)
        self._publish()

    def _publish(self) -> None:
        signers = [(did, example_signer(f"{name}-publication")) for name, did in _NAMES.items()]
        publish_all(self.registry, signers, now=self.calendar.now, random=self.random)

    @property
    def pin(self) -> str:
        """The digest of version 1 of the agreement."""
        return agreement_digest(self.texts[0])

    def _found(self) -> None:
        """The agreement under its pin, and the first key lists."""
        self.registry.set_pin(self.pin)
        self._agree(self.texts[0], self.calendar.founded)
        self._publish_keys(self.calendar.founded)

    def _agree(self, text: JsonObject, moment: datetime) -> None:
        """Both halves of a version."""
        for name, did in _NAMES.items():
            half = build_agreement_half(text, half_id=self._urn(), issuer=did)
            self._admit(self._sign(half, f"{name}-root", moment), moment)

    def _publish_keys(self, moment: datetime) -> None:
        for name, did in _NAMES.items():
            methods = [
                build_own_method(example_signer(f"{name}-{use}"), use, self.calendar.founded)
                for use in _METHODS
            ]
            key_list = next_key_list(did, methods, self.key_lists, now=moment)
            self.key_lists.append(self._sign(key_list, f"{name}-root", moment))
            self._admit(self.key_lists[-1], moment)

    def _issue_past(self) -> None:
        """A batch a year of each association; before the last of them the agreement is amended."""
        for day, count in zip(self.calendar.past_batches, _PAST_BATCHES, strict=True):
            if day == self.calendar.past_batches[-1]:
                self._agree(self.texts[1], self.calendar.amended)
            for did in _NAMES.values():
                self._issue(self._drafts(did, count, day), did, day)
        self._issue_sample("expired", day)

    def _issue_batch(self) -> None:
        """Chongqing from drafts, Sichuan from a spreadsheet as a clerk would send it, then the samples."""
        day = self.calendar.batch
        each = (CREDENTIALS - 2 * sum(_PAST_BATCHES) - _SAMPLES) // 2
        *drafts, last = self._drafts(CHONGQING, each, day)
        clash = last.model_copy(update={"grade": "B"})  # one enterprise has two grades of credit, for the eye
        self._issue([*drafts, clash], CHONGQING, day)
        sheet = format_sheet(self._drafts(SICHUAN, each, day))
        save_bytes(self.folder / "sheets" / "sichuan-batch.csv", sheet)
        text = AgreementText.model_validate(self.texts[-1])
        rows = check_rows(read_sheet(sheet), text, SICHUAN, created=day)
        self._issue([row.draft for row in rows if row.draft is not None], SICHUAN, day)
        for name in (
            "valid",
            "other-province",
            "no-equivalent",
            "suspended",
            "reinstated",
            "revoked",
            "superseded",
        ):
            self._issue_sample(name, day)
        self._issue_sample("successor", self.calendar.day(4))
        self._issue_sample(
            "not-yet-valid", self.calendar.day(1), begins=self.calendar.now + timedelta(days=30)
        )

    def _change_statuses(self) -> None:
        """The samples' events, and some in both provinces, so that a registry looks like one."""
        day = self.calendar.day
        self._change("suspended", "suspend", "complaint", day(9))
        self._change("reinstated", "suspend", "investigation", day(9))
        self._change("reinstated", "reinstate", "resolved", day(5))
        self._change("revoked", "revoke", "false-material", day(6))
        self._change("superseded", "supersede", "upgrade", day(3), successor="successor")

    def _add_works(self) -> None:
        """Technologies and what the other association says of them, notices, conferences."""
        now, today = self.calendar.now, day_of(self.calendar.now)
        signed = sign_works(self.random, self.enterprises, now=now, today=today)
        texts = [agreement_digest(text) for text in self.texts]
        since = self.calendar.founded
        signed += sign_conferences(self.random, texts, today=today, since=since)
        for refused in self.registry.admit_many(signed, now=now):
            if isinstance(refused, RegistryError):
                raise refused
        self.step(len(signed))

    def _make_outside(self) -> None:
        """What admission must refuse: altered after signing, by a stranger, outside the grants."""
        moment = self.calendar.batch
        forged: Any = {**self.samples["suspended"]}
        subject = {**forged["credentialSubject"]}
        subject["assessment"] = {**subject["assessment"], "grade": "甲级"}
        self.samples["forged"] = {**forged, "credentialSubject": subject}
        for name, key in (("unknown-issuer", "stranger-assessment"), ("wrong-scope", "cq-assessment")):
            issuer = STRANGER if name == "unknown-issuer" else CHONGQING
            draft = sample_draft(name, self._enterprise(name), moment)
            document = build_credential(
                draft,
                credential_id=self._urn(),
                issuer=issuer,
                list_number=1,
                index=self.random.randrange(2**17),
            )
            self.samples[name] = self._sign(document, key, moment)
        assert set(OUTSIDE) <= self.samples.keys()  # noqa: S101 - the cast and the world are two files

    def _issue(self, drafts: Sequence[AssessmentDraft], did: str, moment: datetime) -> list[Record[Any]]:
        name = next(short for short, whole in _NAMES.items() if whole == did)
        signer = example_signer(f"{name}-assessment")
        records = issue(self.registry, drafts, signer, now=moment, random=self.random)
        self.step(len(records))
        return records

    def _issue_sample(self, name: str, moment: datetime, begins: datetime | None = None) -> None:
        self.drafts[name] = draft = sample_draft(
            name, self._enterprise(name), begins or moment, issued=moment
        )
        (record,) = self._issue([draft], CHONGQING, moment)
        self.samples[name] = record.value

    def _change(
        self, name: str, action: str, reason: str, moment: datetime, successor: str | None = None
    ) -> None:
        change_status(
            self.registry,
            StatusDraft(
                str(self.samples[name]["id"]),
                action,
                reason,
                moment,
                successor=str(self.samples[successor]["id"]) if successor is not None else None,
            ),
            example_signer("cq-assessment"),
            now=moment,
            random=self.random,
        )
        self.step(1)

    def _drafts(self, did: str, count: int, day: datetime) -> list[AssessmentDraft]:
        held = {
            (self._enterprise(name).unified_social_credit_code, scheme): grade
            for name, (scheme, grade) in GRADES.items()
        }
        return example_drafts(
            self.random, self.enterprises, self.texts[-1], did, count=count, today=day.date(), grades=held
        )

    def _enterprise(self, name: str) -> ExampleEnterprise:
        """One in Chongqing for each sample; the superseded credential and its successor share theirs."""
        local = [one for one in self.enterprises if one.region == "CN-CQ"]
        order = (
            "valid",
            "other-province",
            "no-equivalent",
            "expired",
            "not-yet-valid",
            "suspended",
            "reinstated",
            "revoked",
            "superseded",
            "unknown-issuer",
            "wrong-scope",
        )
        return local[order.index("superseded" if name == "successor" else name)]

    def _sign(self, document: JsonObject, key: str, moment: datetime) -> JsonObject:
        return sign_document(document, example_signer(key), moment)

    def _admit(self, document: JsonObject, moment: datetime) -> None:
        self.registry.admit(canonicalize(document), now=moment)
        self.step(1)

    def _urn(self) -> str:
        import uuid

        return uuid.UUID(int=self.random.getrandbits(128), version=4).urn


def _make_texts(calendar: Calendar) -> list[JsonObject]:
    """Two versions of the example agreement, named after the moment: each demo has a pin of its own.

    Else a verifier that remembers one demo would take the next one for a forgery of it.
    """
    begins = datetime(calendar.now.year - 5, 7, 1, tzinfo=CHINA)
    text = agreement_text(effective_from=begins, effective_until=begins.replace(year=begins.year + 10))
    text["agreement"] = f"{text['agreement']}-{calendar.now.astimezone(CHINA):%Y%m%d%H%M%S}"
    return [text, amended_text(text, calendar.second_version)]
