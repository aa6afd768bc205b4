"""What is wrong with a technology or a notice, each fault alone: change, code, member."""

from datetime import timedelta
from typing import Any

from credentials.times import CHINA, format_time
from tests.world import START

SUBJECT = "credentialSubject"
COD, TN, NOX = (f"{SUBJECT}.indicators.{place}" for place in range(3))
Fault = tuple[dict[str, Any], str, str]


def at(path: str) -> str:
    """Return the path in the form of refusals."""
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path.split("."))[1:]


def fault(path: str, value: Any, code: str, member: str = "", **more: Any) -> Fault:
    """Return one fault; give `member` if the refusal names another than the changed one.

    `more` has further changes by path, `__` for a dot.
    """
    changes = {path: value} | {name.replace("__", "."): to for name, to in more.items()}
    return changes, code, at(member or path)


_PAST = format_time(START - timedelta(days=400))
TECHNOLOGIES: dict[str, Fault] = {
    "ppm": fault(f"{COD}.unit", "ppm", "unit-basis"),
    "[ppm]": fault(f"{NOX}.unit", "[ppm]", "unit-basis"),
    "a unit of nobody": fault(f"{COD}.unit", "Nm3", "unit-unknown"),
    "micrograms by their letter": fault(f"{COD}.unit", "µg/L", "unit-unknown"),
    "a unit of another quantity": fault(f"{COD}.unit", "mg/kg", "unit-quantity"),
    "an influent of another quantity": fault(
        f"{COD}.condition.influentUnit", "mg/kg", "unit-quantity"),
    "water measured as gas": fault(f"{COD}.unit", "mg/m3", "unit-quantity"),
    "a range upside down": fault(
        f"{NOX}.low", "36", "range-upside-down", f"{NOX}.high", **{f"{NOX}.typical": ...}),
    "a typical number above": fault(f"{NOX}.typical", "35.01", "range-upside-down", f"{NOX}.high"),
    "a typical number below": fault(f"{NOX}.typical", "19.9", "range-upside-down"),
    "an influent upside down": fault(
        f"{COD}.condition.influentLow", "450.1", "range-upside-down", f"{COD}.condition.influentHigh"),
    "temperatures upside down": fault(
        f"{COD}.condition.temperatureLow", "-3", "range-upside-down", f"{COD}.condition.temperatureHigh",
        **{f"{COD}.condition.temperatureHigh": "-5.5"}),
    "neither low nor high": fault(f"{COD}.high", ..., "range-empty", COD),
    "an outlet above the inlet": fault(f"{COD}.high", "451", "outlet-above-inlet"),
    "an outlet above the inlet in another unit": fault(
        f"{COD}.high", "0.46", "outlet-above-inlet", **{f"{COD}.unit": "g/L"}),
    "a removal without influent": fault(f"{TN}.condition", ..., "influent-missing"),
    "a removal with half an influent": fault(
        f"{TN}.condition.influentLow", ..., "influent-missing"),
    "a removal of no unit of influent": fault(f"{TN}.condition.influentUnit", ..., "influent-missing"),
    "a removal in milligrams": fault(f"{TN}.unit", "mg/L", "unit-quantity"),
    "a removal of more than all": fault(f"{TN}.low", "100.5", "percent-range"),
    "oxygen of more than all": fault(f"{NOX}.condition.referenceO2", "101", "percent-range"),
    "gas without its state": fault(f"{NOX}.condition.gasState", ..., "state-missing"),
    "gas without any condition": fault(
        f"{NOX}.condition", ..., "state-missing", f"{NOX}.condition.gasState"),
    "oxygen in water": fault(f"{COD}.condition.referenceO2", "6", "condition-stray"),
    "the state of a gas in water": fault(f"{COD}.condition.gasState", "dry-standard", "condition-stray"),
    "the state of a gas in water of a removal": fault(
        f"{TN}.condition.gasState", "dry-standard", "condition-stray"),
    "full-width digits": fault(f"{COD}.high", "３０", "member-form"),
    "a range in one number": fault(f"{COD}.high", "35~50", "member-form"),
    "a Chinese comma": fault(f"{COD}.high", "1，000", "member-form"),
    "a number that is one": fault(f"{COD}.high", 30, "member-type"),
    "a leading zero": fault(f"{COD}.high", "030", "member-form"),
    "an outlet of nothing": fault(f"{COD}.target", ..., "member-missing"),
    "a contact by no address": fault(
        f"{SUBJECT}.contact.serviceEndpoint", "023-60000000", "member-form"),
    "a contact by a script": fault(
        f"{SUBJECT}.contact.serviceEndpoint", "javascript:alert(1)", "member-form"),
    "a contact of nobody": fault(f"{SUBJECT}.contact.office", ..., "member-missing"),
    "an unknown target": fault(f"{COD}.target", "H2O", "target-unknown"),
    "a target the technology has not": fault(f"{COD}.target", "bod5", "reference-unknown"),
    "a capacity in milligrams": fault(f"{COD}.measure", "capacity", "unit-quantity", f"{COD}.unit"),
    "a test without evidence": fault(f"{COD}.source", ..., "evidence-missing"),
    "evidence that is not listed": fault(f"{COD}.source", "0" * 64, "evidence-missing"),
    "a case by strange evidence": fault(
        f"{SUBJECT}.cases.0.evidence", ["0" * 64], "evidence-missing"),
    "a statement that is none": fault(
        f"{SUBJECT}.evidence.0.kind", "award", "evidence-missing", f"{SUBJECT}.verification.statement"),
    "a report that is not listed": fault(f"{SUBJECT}.verification.report", "0" * 64, "evidence-missing"),
    "a plan that is not listed": fault(f"{SUBJECT}.verification.plan", "0" * 64, "evidence-missing"),
    "evidence twice": fault(
        f"{SUBJECT}.evidence.0.digest", "0" * 64, "item-repeated", f"{SUBJECT}.evidence",
        **{f"{SUBJECT}.evidence.1.digest": "0" * 64}),
    "verified is what is not measured": fault(
        f"{SUBJECT}.verification.indicators", ["outlet-ss"], "reference-unknown"),
    "a verification that is over": fault(
        f"{SUBJECT}.verification.until", format_time(START), "already-over",
        **{f"{SUBJECT}.verification.from": _PAST}),
    "a verification that never was": fault(
        f"{SUBJECT}.verification.until", _PAST, "interval-empty"),
    "a verifier of another standard": fault(f"{SUBJECT}.verification.standard", "GB/T 19001", "member-value"),
    "demonstrated nowhere": fault(f"{SUBJECT}.cases", ..., "case-missing", f"{SUBJECT}.maturity"),
    "an investment by the ton": fault(
        f"{SUBJECT}.economics.investment.unit", "CNY/t", "unit-quantity"),
    "an operation by capacity": fault(
        f"{SUBJECT}.economics.operation.unit", "CNY/(m3/d)", "unit-quantity"),
    "a medium twice": fault(f"{SUBJECT}.media", ["water", "water"], "item-repeated"),
    "no medium": fault(f"{SUBJECT}.media", [], "member-length"),
    "a medium of nobody": fault(f"{SUBJECT}.media", ["fire"], "member-value", f"{SUBJECT}.media.0"),
    "an indicator twice": fault(f"{TN}.code", "outlet-cod", "item-repeated", f"{SUBJECT}.indicators"),
    "a notice upside down": fault(f"{SUBJECT}.listing.noticeUntil", "2026-01-04", "range-upside-down"),
    "half a notice": fault(f"{SUBJECT}.listing.noticeUntil", ..., "member-missing"),
    "a size in pH": fault(
        f"{SUBJECT}.cases.0.capacity.unit", "[pH]", "unit-quantity"),
    "a size in money": fault(f"{SUBJECT}.cases.0.capacity.unit", "CNY", "unit-quantity"),
    "electricity in decibels": fault(f"{SUBJECT}.inputs.0.unit", "dB[A]", "unit-quantity"),
    "a consumption of gas": fault(f"{SUBJECT}.inputs.0.unit", "mg/m3", "unit-quantity"),
    "typically above the inlet": fault(
        f"{COD}.high", ..., "outlet-above-inlet", f"{COD}.typical",
        **{f"{COD}.low": "10", f"{COD}.typical": "900"}),
    "typically more than all removed": fault(f"{TN}.typical", "500", "percent-range"),
    "a case to come": fault(f"{SUBJECT}.cases.0.since", "2099-01-01", "not-yet"),
    "prices of a year to come": fault(f"{SUBJECT}.economics.basisYear", 2150, "not-yet"),
    "a day that is none": fault(f"{SUBJECT}.cases.0.since", "2023-02-30", "day-nonexistent"),
    "an industry by its name": fault(f"{SUBJECT}.industries.0.code", "D46", "member-form"),
    "prose without end": fault(f"{SUBJECT}.process.zh", "字" * 2001, "member-length"),
    "a file of no bytes": fault(f"{SUBJECT}.evidence.0.byteCount", 0, "member-value"),
    "a term of nothing": fault("validUntil", _PAST, "interval-empty"),
}  # fmt: skip

_YESTERDAY = (START.astimezone(CHINA) - timedelta(days=1)).date().isoformat()
_LONG_AGO = (START.astimezone(CHINA) - timedelta(days=378)).date().isoformat()
NOTICES: dict[str, Fault] = {
    "over before it is said": fault(
        f"{SUBJECT}.until", _YESTERDAY, "already-over", **{f"{SUBJECT}.from": _YESTERDAY}),
    "days upside down": fault(f"{SUBJECT}.until", "2020-01-01", "range-upside-down"),
    "a page elsewhere": fault(f"{SUBJECT}.link", "https://other.example/x", "link-elsewhere"),
    "a page of a longer name": fault(
        f"{SUBJECT}.link", "https://cq.huren.example.other/x", "link-elsewhere"),
    "a page above": fault(f"{SUBJECT}.link", "https://cq.huren.example/a/../b", "link-elsewhere"),
    "a page above, spelled": fault(
        f"{SUBJECT}.link", "https://cq.huren.example/%2E./b", "link-elsewhere"),
    "a link that is none": fault(f"{SUBJECT}.link", "http://cq.huren.example/x", "member-form"),
    "limits of an event": fault(f"{SUBJECT}.kind", "event", "condition-stray", f"{SUBJECT}.limits"),
    "a limit of another quantity": fault(f"{SUBJECT}.limits.0.unit", "mg/m3", "unit-quantity"),
    "a limit of gas without state": fault(
        f"{SUBJECT}.limits.0.target", "so2", "state-missing", f"{SUBJECT}.limits.0.gasState",
        **{f"{SUBJECT}.limits.0.unit": "mg/m3"}),
    "a limit of more oxygen than all": fault(
        f"{SUBJECT}.limits.0.referenceO2", "100.1", "percent-range",
        **{f"{SUBJECT}.limits.0.target": "so2", f"{SUBJECT}.limits.0.unit": "mg/m3",
           f"{SUBJECT}.limits.0.gasState": "dry-standard"}),
    "a limit of water with oxygen": fault(f"{SUBJECT}.limits.0.referenceO2", "6", "condition-stray"),
    "a limit of COD with two ends": fault(f"{SUBJECT}.limits.0.low", "6", "condition-stray"),
    "a limit of pH upside down": fault(
        f"{SUBJECT}.limits.0.high", "5", "range-upside-down",
        **{f"{SUBJECT}.limits.0.target": "ph", f"{SUBJECT}.limits.0.unit": "[pH]",
           f"{SUBJECT}.limits.0.low": "6"}),
    "of more than 400 days": fault("validUntil", format_time(START + timedelta(days=450)), "life-too-long"),
    "gone before its last day": fault(
        "validUntil", format_time(START + timedelta(days=10)), "notice-ends-early"),
    "of more days than 400": fault(f"{SUBJECT}.from", _LONG_AGO, "life-too-long", f"{SUBJECT}.until"),
    "a need of nothing": fault(
        f"{SUBJECT}.limits", ..., "member-missing", f"{SUBJECT}.targets",
        **{f"{SUBJECT}.targets": ..., f"{SUBJECT}.media": ...}),
    "a record twice": fault(f"{SUBJECT}.refers", ["0" * 64, "0" * 64], "item-repeated"),
    "a kind of nobody": fault(f"{SUBJECT}.kind", "party", "member-value"),
}  # fmt: skip
"""Faults of a notice made two days after START."""
