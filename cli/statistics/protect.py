"""Carries out `huren statistics survey protect`: returns into a table that may be published, or why not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from cli.error_report import REFUSED
from cli.errors import CommandError
from cli.statistics.returns import load_returns, split_list
from cli.statistics.tables import check_targets, load_table, name_place, put_published
from cli.terminal.labels import label
from cli.terminal.language import say
from cli.terminal.output import plain, put_json, put_table, tell
from cli.terminal.progress import progress
from cli.workspace.files import save_bytes
from signing.jcs import canonicalize
from verifier.errors import SurveyError
from verifier.survey import (
    RULE,
    Disclosure,
    PublishedTable,
    SurveyHeading,
    SurveyTable,
    find_disclosures,
    find_inferences,
    find_pattern,
    find_primary,
    publish,
    tabulate,
)
from verifier.survey.published import format_amount
from verifier.survey.table import CellPlace
from verifier.survey.words import DISCLOSURES

_CONFIDENTIAL = 0o600


@dataclass(frozen=True, slots=True)
class ProtectRequest:
    """What was typed; `heading` is indicator, period, area and unit."""

    sheet: Path
    heading: tuple[str, str, str, str]
    rows: str | None
    columns: str | None
    out: Sequence[str]
    earlier: Path | None
    earlier_returns: Sequence[Path]
    working: str | None
    errors: str | None
    as_json: bool

    def carry_out(self) -> None:
        """Exit code 1 where rows are refused or an edition would give something away.

        Raises CommandError, CarrierError, SurveyError.
        """
        heading = SurveyHeading(*self.heading).check()
        check_targets(self.out)
        first = self._load_earlier(heading)
        table = self._tabulate(self.sheet, first, errors=self.errors)
        suppressed = self._find_pattern(table) if first is None else first.suppressed
        shown = publish(table, suppressed, heading)
        if first is not None:
            self._compare(first, table, shown)
        if self.working is not None:
            self._write_working(table, suppressed, shown)
        put_published(shown, self.out, as_json=self.as_json)
        self._tell(table, suppressed)

    def _load_earlier(self, heading: SurveyHeading) -> PublishedTable | None:
        """The table that was published; the categories and what the table is about are its."""
        if (self.earlier is None) != (not self.earlier_returns):
            missing = "--earlier" if self.earlier is None else "--earlier-returns"
            how, how_zh = "An edition is compared by both.", "须同时给出前次发布的表及其填报数据。"
            raise CommandError("option-missing", option=missing, how=how, how_zh=how_zh)
        if self.earlier is None:
            return None
        if self.rows is not None or self.columns is not None:
            raise CommandError("option-conflict", options="--earlier, --rows, --columns")
        first = load_table(self.earlier)
        if first.heading != heading:
            raise SurveyError("tables-apart")
        return first

    def _tabulate(self, sheet: Path, like: PublishedTable | None, errors: str | None = None) -> SurveyTable:
        """The table of a sheet, with the categories of an earlier one where there is one."""
        rows = split_list(self.rows) if like is None else [*like.rows]
        columns = split_list(self.columns) if like is None else [*like.columns]
        returns = load_returns(sheet, rows=rows, columns=columns, errors=errors, as_json=self.as_json)
        return tabulate(returns, rows=rows, columns=columns)

    def _find_pattern(self, table: SurveyTable) -> frozenset[CellPlace]:
        with progress(say("looking for cells to suppress", "选择隐去的单元格"), None) as bar:
            return find_pattern(table, progress=bar.reach)

    def _compare(self, first: PublishedTable, table: SurveyTable, shown: PublishedTable) -> None:
        """Tells what an edition would give away, and ends the command there."""
        found = {
            (one.place, one.kind): one
            for sheet in self.earlier_returns
            for one in find_disclosures(self._tabulate(sheet, first), table, first.suppressed)
        }
        if not found:
            return
        if self.as_json:
            for one in found.values():
                row, column = shown.name(one.place)
                put_json({"code": one.kind, "row": row, "column": column, "changed": one.changed})
        else:
            head = [
                say("cell", "单元格"),
                say("why", "原因"),
                say("contributors", "变动的填报者"),
                say("before", "前次"),
                say("now", "此次"),
            ]
            lines = [
                [name_place(shown, one.place), label(DISCLOSURES, one.kind), *_changes(one)]
                for one in found.values()
            ]
            put_table(say("what the two editions would give away", "两次发布之差会泄露的内容"), head, lines)
        tell(
            say(
                "Nothing was written. Keep the earlier edition, and publish the change with the next period.",
                "未写入任何内容。请保留前次发布的表，变动并入下一期发布。",
            )
        )
        raise typer.Exit(REFUSED)

    def _write_working(
        self, table: SurveyTable, suppressed: Collection[CellPlace], shown: PublishedTable
    ) -> None:
        """For those who hold the returns: reasons, needs, and what each attacker can say."""
        primary = find_primary(table, RULE)

        def at(place: CellPlace) -> dict[str, str]:
            row, column = shown.name(place)
            return {"row": row, "column": column}

        def amount(value: int) -> str:
            return format_amount(value, table.decimals)

        value = {
            "type": "huren-survey-working/1",
            "confidential": True,
            **shown.heading._asdict(),
            "suppressed": [
                {
                    **at(place),
                    "contributors": len(table.contributions.get(place, ())),
                    "amount": amount(table.sums.get(place, 0)),
                    "reasons": [*primary.get(place, ("secondary",))],
                }
                for place in sorted(suppressed)
            ],
            "attackers": [
                {
                    **at(inference.cell),
                    "attacker": inference.attacker or "public",
                    "low": amount(inference.low),
                    "high": amount(inference.high),
                    "need": amount(inference.need),
                }
                for inference in find_inferences(table, primary, suppressed, RULE)
            ],
        }
        target = self.working or ""
        save_bytes(target, canonicalize(value) + b"\n", mode=_CONFIDENTIAL)
        tell(
            say(
                f"Wrote {plain(target)}. It is confidential: never publish it.",
                f"已写入 {plain(target)}。内容须保密，不得公布。",
            )
        )

    def _tell(self, table: SurveyTable, suppressed: Collection[CellPlace]) -> None:
        total, hidden = len(table.sums), len(suppressed)
        tell(
            say(
                f"{total} cells with totals: {total - hidden} published, {hidden} suppressed.",
                f"含合计共 {total} 个单元格：发布 {total - hidden} 个，隐去 {hidden} 个。",
            )
        )


def _changes(one: Disclosure) -> list[str]:
    """How many changed what is seen, from what to what; nothing where it is not about a change."""
    if not one.changed:
        return ["", "", ""]
    return [str(one.changed), *(format_amount(value, one.decimals) for value in (one.before, one.after))]
