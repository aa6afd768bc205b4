"""Carries out `huren statistics survey check`: what can be worked out of a published table."""

from collections.abc import Mapping
from pathlib import Path

import typer

from cli.error_report import REFUSED
from cli.statistics.returns import load_returns
from cli.statistics.tables import load_table, name_place
from cli.terminal.language import say
from cli.terminal.output import put, put_json, put_table, tell
from verifier.survey import (
    RULE,
    Inference,
    PublishedTable,
    SurveyTable,
    compare_table,
    find_bounds,
    is_narrow,
    tabulate,
)
from verifier.survey.published import format_amount
from verifier.survey.table import CellPlace

_UNKNOWN = 3


def check_table(path: Path, returns: Path | None, *, as_json: bool) -> None:
    """Exit code 1 where the table is not that of its returns or not safe, 3 where that cannot be said.

    Raises CommandError, CarrierError, SurveyError.
    """
    table = load_table(path)
    bounds = find_bounds(table)
    narrow = [
        place for place, found in bounds.items() if is_narrow(*found, unit=10**table.decimals, rule=RULE)
    ]
    _put_bounds(table, bounds, narrow, as_json=as_json)
    if returns is None:
        if narrow:
            tell(
                say(
                    "Some bounds are narrow. Only the returns can tell whether they give a contributor away: "
                    "--returns SHEET.",
                    "部分范围较窄，是否泄露填报者数据须凭填报数据确定：--returns SHEET。",
                )
            )
            raise typer.Exit(_UNKNOWN)
        return
    held = tabulate(
        load_returns(returns, rows=table.rows, columns=table.columns, as_json=as_json),
        rows=table.rows,
        columns=table.columns,
    )
    _compare(table, held, as_json=as_json)


def _put_bounds(
    table: PublishedTable,
    bounds: Mapping[CellPlace, tuple[int, int]],
    narrow: list[CellPlace],
    *,
    as_json: bool,
) -> None:
    rows = []
    for place, found in bounds.items():
        low, high = (format_amount(one, table.decimals) for one in found)
        if as_json:
            row, column = table.name(place)
            put_json({"row": row, "column": column, "low": low, "high": high, "narrow": place in narrow})
        rows.append([name_place(table, place), low, high, say("narrow", "较窄") if place in narrow else ""])
    if as_json:
        return
    if not rows:
        put(say("No cell is suppressed.", "没有隐去的单元格。"))
        return
    head = [say("cell", "单元格"), say("at least", "不小于"), say("at most", "不大于"), ""]
    put_table(say("what anybody can work out", "任何人可推算的范围"), head, rows)


def _compare(table: PublishedTable, held: SurveyTable, *, as_json: bool) -> None:
    """The table against its returns, then against every attacker of the rule."""
    found = compare_table(table, held)
    wrong, exposed = found.other, found.exposed
    if as_json:
        for place in wrong:
            row, column = table.name(place)
            put_json({"row": row, "column": column, "code": "other-amount"})
        for inference in exposed:
            row, column = table.name(inference.cell)
            put_json({"row": row, "column": column, "code": "exposed", "public": inference.attacker is None})
    else:
        for place in wrong:
            name = name_place(table, place)
            put(say(f"{name}: not what the returns come to.", f"{name}：与填报数据不符。"))
        for inference in exposed:
            put(_explain(table, inference, found.decimals))
    if wrong or exposed:
        tell(
            say(
                "Do not publish it: make the table again with “huren statistics survey protect”.",
                "请勿发布：请用“huren statistics survey protect”重新制表。",
            )
        )
        raise typer.Exit(REFUSED)
    tell(
        say(
            "The table is that of its returns; nobody comes closer to a contributor than the rule allows.",
            "表与填报数据一致，且无人能推算到规则不允许的程度。",
        )
    )


def _explain(table: PublishedTable, inference: Inference, decimals: int) -> str:
    name = name_place(table, inference.cell)
    low, high = format_amount(inference.low, decimals), format_amount(inference.high, decimals)
    if inference.attacker is None:
        return say(
            f"{name}: everybody knows that it lies within {low} and {high}.",
            f"{name}：任何人都能推知介于 {low} 与 {high} 之间。",
        )
    return say(
        f"{name}: the only contributor of another cell knows that it lies within {low} and {high}.",
        f"{name}：另一单元格的唯一填报者能推知其介于 {low} 与 {high} 之间。",
    )
