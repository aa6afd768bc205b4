"""List of credentials for `huren show`: those that pass every filter, with their standing now."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from credentials.documents.assessment import Assessment
from credentials.record import Record
from credentials.times import last_day
from registry.lookup.standing import Standing, find_filed_standing
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import STANDINGS, label
from terminal.output import format_end, format_moment, plain
from terminal.reports.listing import put_list

if TYPE_CHECKING:
    from registry import Registry
    from verifier import TrustStore

_GOING_ON = ("active", "suspended")


class Filter(NamedTuple):
    """Filter of credentials; all given members must hold."""

    issuer: str | None
    uscc: str | None
    name: str | None
    status: str | None
    expires_before: date | None
    due: int | None
    limit: int | None

    def refuse_with(self, credential: str) -> None:
        """Refuse a filter together with a named credential, which is shown whole; CommandError
        option-conflict."""
        if any(value is not None for value in self):
            raise CommandError("option-conflict", options=f"{plain(credential[:40])}, --uscc, --status, …")

    def passes(self, record: Record[Assessment], standing: Standing, now: datetime) -> bool:
        """Return whether the credential passes those parts of the filter that the registry does not apply."""
        until = record.body.valid_until
        # filters again: a search by name does not narrow by enterprise
        if self.uscc not in (None, record.body.credential_subject.unified_social_credit_code):
            return False
        # matches name or word: `revoked` finds every kind of end, `annulled` only one
        if self.status not in (None, standing.name, standing.word):
            return False
        if self.expires_before is not None and last_day(until) >= self.expires_before:
            return False
        if self.due is None:
            return True
        # plus one: a term ends at the first second after its last day
        return standing.name in _GOING_ON and now < until <= now + timedelta(days=self.due + 1)


def list_all(run: Invocation, wanted: Filter) -> None:
    """Print a line for each credential, in the order of admission, or of enterprises for a name."""
    with run.open_registry() as registry:
        trust = run.trust(registry) if registry.chain() is not None else None
        put_list(
            run,
            _find(registry, wanted, trust, run.now),
            wanted.limit,
            title=("Credentials", "凭证"),
            columns=[
                ("number", "编号"),
                ("enterprise", "企业"),
                ("scheme", "评价办法"),
                ("grade", "等级"),
                ("valid", "有效期"),
                ("status", "状态"),
            ],
            row=lambda item: _row(*item),
            data=lambda item: item[0].value,
            first=("the first {} credentials", "前 {} 份"),
            every=("{} credentials; huren show NUMBER tells more", "共 {} 份；huren show 编号 查看详情"),
            more=("; there are more", "；另有更多"),
        )


def _find(
    registry: "Registry", wanted: Filter, trust: "TrustStore | None", now: datetime
) -> Iterator[tuple[Record[Assessment], str]]:
    for record in _named(registry, wanted):
        standing = find_filed_standing(record, trust, now) if trust is not None else Standing("unclear")
        if wanted.passes(record, standing, now):
            yield record, standing.word


def _named(registry: "Registry", wanted: Filter) -> Iterator[Record[Assessment]]:
    """Yield the credentials with the given name, else all of the enterprise or association."""
    from registry.lookup.lookup import list_credentials
    from registry.lookup.search import search_credentials
    from registry.lookup.search_text import SearchText

    if wanted.name is None:
        return list_credentials(registry, wanted.issuer, wanted.uscc)
    name = SearchText(wanted.name)
    if name.leads:
        return (record for record, fits, _ in search_credentials(registry, name, wanted.issuer) if fits)
    # no word is long enough for the index, so this reads every record
    return (r for r in list_credentials(registry, wanted.issuer, wanted.uscc) if name.fits(r))


def _row(record: Record[Assessment], standing: str) -> list[str]:
    subject = record.body.credential_subject
    assessment = subject.assessment
    categories = "、".join(category for category in assessment.categories if category is not None)
    return [
        assessment.certificate_number,
        subject.legal_name,
        assessment.scheme,
        f"{categories} {assessment.grade}".strip(),
        f"{format_moment(record.body.valid_from)} – {format_end(record.body.valid_until)}",
        label(STANDINGS, standing),
    ]
