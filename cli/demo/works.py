"""Reports, adoptions, answers and technologies that the demo's associations add."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from credentials.documents.works.report import StatisticsReport
from credentials.documents.works.survey import SurveyDefinition, SurveyForm
from credentials.drafting.compose import build_list_notice, build_survey_report
from credentials.drafting.works import build_technology_listing
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import day_of, format_time
from keys_example import CHONGQING, SICHUAN
from keys_example.documents import make_id, sign_example
from keys_example.enterprises import ExampleEnterprise
from keys_example.list_notices import example_list_notice
from keys_example.surveys import example_answers
from keys_example.technologies import CLAUSE, example_technologies
from registry import Registry
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from works.conferences.lookup import find_adopted
from works.conferences.standards import find_leading, list_codes, list_versions
from works.statistics.admission import compose_report, count_report, next_edition
from works.statistics.counts import find_heads
from works.surveys.tabulate import SurveyAnswer, tabulate

_LISTED = timedelta(days=300)


def sign_report(
    registry: Registry, issuer: str, random: Random, *, now: datetime
) -> Record[StatisticsReport]:
    """Count both logs up to their newest heads here as of `now`; sign and admit the next edition."""

    def compose(view: RegistryView) -> JsonObject:
        counted = count_report(view, find_heads(view), now)
        edition = next_edition(view, issuer)
        return compose_report(issuer, *counted, edition=edition, report_id=make_id(random))

    data = canonicalize(sign_example(registry.read(compose), now, "publication"))
    registry.admit(data, now=now)
    return parse_any(data)


def report_answers(survey: JsonObject, random: Random) -> JsonObject:
    """Return the report of invented answers to Sichuan's survey, unsigned."""
    record: Record[SurveyDefinition] = parse_any(canonicalize(survey))
    form = record.body.credential_subject
    answers = [
        SurveyAnswer(
            answer.parent or answer.enterprise.unified_social_credit_code,
            answer.segment,
            (answer.revenue, answer.staff),
        )
        for answer in example_answers("CN-SC")
    ]
    questions = form.model_dump(mode="json", by_alias=True, include={*SurveyForm.model_fields})
    rows = tabulate(form, answers) or []
    subject: JsonObject = {**questions, "survey": record.digest, "rows": [*rows]}
    return build_survey_report(SICHUAN, subject, report_id=make_id(random))


def lay_open(since: datetime) -> JsonObject:
    """Return Chongqing's unsigned list notice of a batch, open from `since` on."""
    # the id has a random source of its own, so that the rest of the world does not change
    return build_list_notice(CHONGQING, example_list_notice(day_of(since)), notice_id=make_id(Random(31)))  # noqa: S311


def tell_adopted(registry: Registry, now: datetime) -> tuple[str, str] | None:
    """Return, in English and Chinese, what adopted the newest agreement and the first standard; None until
    both are adopted."""
    trust = registry.load_trust()
    text = trust.chain.latest
    adopting = find_adopted(registry, text.digest, "agreement", trust, now)
    for code in list_codes(registry, trust, first=1):
        leading = find_leading(registry, list_versions(registry, code, trust), trust, now).standard
        record, by = leading.record, leading.resolution
        if adopting is not None and by is not None:
            subject, title = record.body.credential_subject, record.body.credential_subject.title
            first, second = adopting[0].subject.number, by.subject.number
            return (
                f"both have adopted version {text.text.version} of the agreement ({first}) "
                f"and version {subject.version} of {title.en} ({second})",
                f"双方已通过协议第 {text.text.version} 版（{first}）"
                f"和{title.zh}第 {subject.version} 版（{second}）",
            )
    return None


def new_technology(
    random: Random, enterprises: Sequence[ExampleEnterprise], *, now: datetime, verified_until: datetime
) -> JsonObject:
    """Return one more technology of Chongqing, unsigned, listed from now on, verified until then."""
    local = [enterprise for enterprise in enterprises if enterprise.region == "CN-CQ"]
    made: Any = example_technologies(random, local, today=now.date())[0]
    subject = made["credentialSubject"]
    subject["version"] = f"{now:%y.%m.%d.%H%M%S}"
    subject["verification"] |= {"from": format_time(now), "until": format_time(verified_until)}
    return {**made, "validFrom": format_time(now), "validUntil": format_time(now + _LISTED)}


def join_technology(random: Random, record: Record[Any], *, now: datetime) -> JsonObject:
    """Return Sichuan's unsigned listing that joins the technology."""
    return build_technology_listing(
        record.digest,
        listing_id=make_id(random),
        issuer=SICHUAN,
        sequence=1,
        decision="joins",
        term=(now, now + _LISTED),
        clause=CLAUSE,
    )
