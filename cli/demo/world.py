"""Makes the example world by calls to the public functions, in the order of the story."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from carriers.spreadsheet import check_rows, read_sheet
from cli.demo.samples import EVENTS, SAMPLES, Calendar
from cli.demo.sheet import format_sheet
from cli.demo.works import lay_open, report_answers, sign_report
from credentials.documents.agreement import AgreementText, agreement_digest
from credentials.documents.works.survey import SurveyDefinition
from credentials.drafting.compose import build_agreement_half, build_own_method
from credentials.drafting.draft import AssessmentDraft, StatusDraft, build_credential
from credentials.drafting.make_bundle import next_key_list
from credentials.kinds import find_kind
from credentials.record import JsonObject, Record
from credentials.times import CHINA, day_of, parse_time
from keys_example import CHONGQING, SHORT_NAMES, SICHUAN, STRANGER, example_signer
from keys_example.agreement import agreement_text
from keys_example.conferences import example_conferences
from keys_example.documents import example_services, make_id, sign_example
from keys_example.enterprises import ExampleEnterprise, example_drafts, example_enterprises
from keys_example.technologies import amended_text
from keys_example.works import example_works
from registry import Registry
from registry.errors import RegistryError
from registry.issuing.issue import change_status, issue
from registry.publishing.publish import publish_all
from signing.jcs import canonicalize
from terminal.workspace.files import save_bytes

ENTERPRISES, CREDENTIALS = 40, 300
_PAST_BATCHES, _SAMPLES = (8, 12, 20), sum(sample.days > 0 for sample in SAMPLES.values())
_PARTIES = (CHONGQING, SICHUAN)
_METHODS = ("root", "assessment", "publication")

TellStep = Callable[[int], None]


@dataclass
class World:
    """Registry being filled, and the samples by name as signed JSON."""

    registry: Registry
    folder: Path
    calendar: Calendar
    random: Random
    step: TellStep
    texts: list[JsonObject] = field(default_factory=list)
    key_lists: list[JsonObject] = field(default_factory=list)
    enterprises: list[ExampleEnterprise] = field(default_factory=list)
    samples: dict[str, JsonObject] = field(default_factory=dict)

    def build(self) -> None:
        """Make everything, from the first signature to today's publication."""
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
        """Let each association count both logs, sign its report and publish it; both reports have the same
        numbers."""
        for did in _PARTIES:
            sign_report(self.registry, did, self.random, now=self.calendar.now)
            self.step(1)
        self._publish()

    def _publish(self) -> None:
        signers = [(did, example_signer(f"{SHORT_NAMES[did]}-publication")) for did in _PARTIES]
        publish_all(self.registry, signers, now=self.calendar.now, random=self.random)

    @property
    def pin(self) -> str:
        """Digest of version 1 of the agreement."""
        return agreement_digest(self.texts[0])

    def _found(self) -> None:
        """Admit the agreement under its pin, and the first key lists."""
        self.registry.set_pin(self.pin)
        self._agree(self.texts[0], self.calendar.founded)
        self._publish_keys(self.calendar.founded)

    def _agree(self, text: JsonObject, moment: datetime) -> None:
        """Sign both halves of a version."""
        for did in _PARTIES:
            half = build_agreement_half(text, half_id=make_id(self.random), issuer=did)
            self._admit(sign_example(half, moment, "root"), moment)

    def _publish_keys(self, moment: datetime) -> None:
        for did in _PARTIES:
            methods = [
                build_own_method(example_signer(f"{SHORT_NAMES[did]}-{use}"), use, self.calendar.founded)
                for use in _METHODS
            ]
            key_list = next_key_list(did, methods, self.key_lists, now=moment, service=example_services(did))
            self.key_lists.append(sign_example(key_list, moment, "root"))
            self._admit(self.key_lists[-1], moment)

    def _issue_past(self) -> None:
        """Issue one batch a year for each association; amend the agreement before the last batch."""
        for day, count in zip(self.calendar.past_batches, _PAST_BATCHES, strict=True):
            if day == self.calendar.past_batches[-1]:
                self._agree(self.texts[1], self.calendar.amended)
            for did in _PARTIES:
                self._issue(self._drafts(did, count, day), did, day)
        self._issue_sample("expired")

    def _issue_batch(self) -> None:
        """Issue Chongqing's credentials from drafts, Sichuan's from a clerk's spreadsheet, then the
        samples."""
        day = self.calendar.batch
        each = (CREDENTIALS - 2 * sum(_PAST_BATCHES) - _SAMPLES) // 2
        *drafts, last = self._drafts(CHONGQING, each, day)
        clash = last.model_copy(update={"grade": "B"})  # the pages then show two credit grades
        self._issue([*drafts, clash], CHONGQING, day, force=True)
        # Sichuan's batch goes through a spreadsheet, as a clerk's does
        sheet = format_sheet(self._drafts(SICHUAN, each, day))
        save_bytes(self.folder / "sheets" / "sichuan-batch.csv", sheet)
        text = AgreementText.model_validate(self.texts[-1])
        rows = check_rows(read_sheet(sheet), text, SICHUAN, created=day)
        self._issue([row.draft for row in rows if row.draft is not None], SICHUAN, day)
        later = [name for name, sample in SAMPLES.items() if sample.days and name not in self.samples]
        for name in sorted(later, key=lambda sample: -SAMPLES[sample].days):
            self._issue_sample(name)

    def _change_statuses(self) -> None:
        """Sign the samples' events."""
        for name, action, reason, days, successor in EVENTS:
            moment = self.calendar.day(days)
            draft = StatusDraft(
                str(self.samples[name]["id"]),
                action,
                reason,
                moment,
                successor=str(self.samples[successor]["id"]) if successor is not None else None,
            )
            signer = example_signer("cq-assessment")
            change_status(self.registry, draft, signer, now=moment, random=self.random)
            self.step(1)

    def _add_works(self) -> None:
        """Add technologies, the other association's listings, notices, conferences, survey totals, a list."""
        now = self.calendar.now
        works = example_works(self.random, self.enterprises, now=now)
        signed = sorted(chain(*works), key=_created)
        texts = [agreement_digest(text) for text in self.texts]
        since = self.calendar.founded
        conferences = example_conferences(self.random, texts=texts, today=day_of(now), since=since)
        survey = next(
            document for document in conferences if find_kind(document).name == SurveyDefinition.KIND
        )
        signed += [*conferences, sign_example(report_answers(survey, self.random), self.calendar.reported)]
        signed.append(sign_example(lay_open(self.calendar.listed), self.calendar.listed))
        for refused in self.registry.admit_many(map(canonicalize, signed), now=now):
            # the story never changes, so a refusal is a bug
            if isinstance(refused, RegistryError):
                raise refused
        self.step(len(signed))

    def _make_outside(self) -> None:
        """Make credentials that admission must refuse: altered, by a stranger, outside the grants."""
        moment = self.calendar.batch
        forged: Any = {**self.samples["suspended"]}
        subject = {**forged["credentialSubject"]}
        subject["assessment"] = {**subject["assessment"], "grade": SAMPLES["forged"].grade}
        # keeps the true signature and changes the grade, as a forger would edit the JSON
        self.samples["forged"] = {**forged, "credentialSubject": subject}
        for name, issuer in (("unknown-issuer", STRANGER), ("wrong-scope", CHONGQING)):
            document = build_credential(
                self._draft(name, moment),
                credential_id=make_id(self.random),
                issuer=issuer,
                list_number=1,
                index=self.random.randrange(2**17),
            )
            self.samples[name] = sign_example(document, moment)

    def _issue(
        self, drafts: Sequence[AssessmentDraft], did: str, moment: datetime, *, force: bool = False
    ) -> list[Record[Any]]:
        signer = example_signer(f"{SHORT_NAMES[did]}-assessment")
        records = issue(self.registry, drafts, signer, now=moment, random=self.random, force=force)
        self.step(len(records))
        return records

    def _issue_sample(self, name: str) -> None:
        moment = self.calendar.day(SAMPLES[name].days)
        (record,) = self._issue([self._draft(name, moment)], CHONGQING, moment)
        self.samples[name] = record.value

    def _drafts(self, did: str, count: int, day: datetime) -> list[AssessmentDraft]:
        local = self._local()
        grades = {
            (local[sample.holder].unified_social_credit_code, sample.scheme): sample.grade
            for name, sample in SAMPLES.items()
            if sample.days and name != "superseded"
        }
        return example_drafts(
            self.random, self.enterprises, self.texts[-1], did, count=count, today=day.date(), grades=grades
        )

    def _draft(self, name: str, issued: datetime) -> AssessmentDraft:
        sample = SAMPLES[name]
        return sample.draft(name, self._local()[sample.holder], issued)

    def _local(self) -> list[ExampleEnterprise]:
        """Enterprises in Chongqing."""
        return [enterprise for enterprise in self.enterprises if enterprise.region == "CN-CQ"]

    def _admit(self, document: JsonObject, moment: datetime) -> None:
        self.registry.admit(canonicalize(document), now=moment)
        self.step(1)


def _created(signed: JsonObject) -> datetime:
    proof: Any = signed["proof"]
    return parse_time(proof["created"])


def _make_texts(calendar: Calendar) -> list[JsonObject]:
    """Return two versions of the example agreement, named after the moment: each demo has its own pin."""
    begins = datetime(calendar.now.year - 5, 7, 1, tzinfo=CHINA)
    text = agreement_text(effective_from=begins, effective_until=begins.replace(year=begins.year + 10))
    # with one pin for all demos, a verifier that remembers one demo would take the next for a forgery
    text["agreement"] = f"{text['agreement']}-{calendar.now.astimezone(CHINA):%Y%m%d%H%M%S}"
    return [text, amended_text(text, calendar.second_version)]
