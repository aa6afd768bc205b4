"""Indicators of technologies: numbers as decimal strings in a unit, under conditions.

A number is shown as it was signed: 35 is not 35.0. Only `low`, only `high`, both, or both alike: at least, at
most, a range, exactly. A concentration in gas states the gas, a removal the influent (ISO 14034: a claim is
specific, with its operating conditions).
"""

from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema, model_validator

from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import (
    CONCENTRATIONS,
    IN_GAS,
    UNITS,
    WITHOUT_BASIS,
    quantity_of,
    scale,
    units_of,
)
from credentials.patterns import NUMBER_PATTERN, TEMPERATURE_PATTERN
from credentials.record import BilingualName, Digest, Items, Maybe, Model, Slug, Text, refuse

DecimalText = Annotated[str, StringConstraints(pattern=NUMBER_PATTERN)]
Temperature = Annotated[str, StringConstraints(pattern=TEMPERATURE_PATTERN)]


def _shorten(value: str) -> str:
    """Shorten a value for a message; half a surrogate pair, which pydantic errors reject, becomes `?`."""
    return value[:60].encode("utf-8", "replace").decode()


def _check_unit(value: object) -> object:
    if not isinstance(value, str):
        raise refuse("member-type", expected="string")
    # UCUM writes them in brackets: [ppm]
    if value.strip("[]").lower() in WITHOUT_BASIS:
        raise refuse("unit-basis", item=_shorten(value))
    if value not in UNITS:
        raise refuse("unit-unknown", item=_shorten(value), expected=[*UNITS])
    return value


def _check_target(value: object) -> object:
    if not isinstance(value, str):
        raise refuse("member-type", expected="string")
    if value not in TARGETS:
        raise refuse("target-unknown", item=_shorten(value))
    return value


UnitCode = Annotated[str, PlainValidator(_check_unit), WithJsonSchema({"type": "string", "enum": [*UNITS]})]
TargetCode = Annotated[
    str, PlainValidator(_check_target), WithJsonSchema({"type": "string", "enum": [*TARGETS]})
]
GasState = Literal["dry-standard", "wet-standard", "actual"]
"""The state of the gas in a cubic metre; standard is 0 °C and 101.325 kPa."""
Averaging = Literal["instant", "hour", "day", "batch"]
Measure = Literal["outlet", "removal", "capacity", "other"]
Role = Literal["claimed", "tested"]
CAPACITIES = ("flow", "mass-rate", "mass-in-a-year", "power", "area")
"""Quantities for the size of a plant."""
_TREATMENTS = ("outlet", "removal")
_NOT_OF_GAS = (CONCENTRATIONS - IN_GAS) | {"ph", "sound-level"}
_CONSUMPTIONS = (
    "flow", "mass-rate", "mass-in-a-year", "energy-per-volume", "energy-per-mass", "power", "dose-per-volume",
    "dose-per-mass", "area",
)  # fmt: skip


class Amount(Model):
    """A number, or a range of them, in a unit."""

    low: Maybe[DecimalText] = None
    high: Maybe[DecimalText] = None
    unit: UnitCode

    # a validator for each rule: `drafting.faults` runs them one by one, so that no fault hides another
    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.low is None and self.high is None:
            raise refuse("range-empty")
        return self

    @model_validator(mode="after")
    def _order(self) -> Self:
        check_range(self.low, self.high, "high")
        return self

    @property
    def quantity(self) -> str:
        """The quantity of the unit."""
        return quantity_of(self.unit)


def check_range(low: str | None, high: str | None, member: str) -> None:
    """Refuse a range upside down."""
    if low is not None and high is not None and scale(low, "1") > scale(high, "1"):
        raise refuse("range-upside-down", member)


def check_quantity(unit: str, quantities: tuple[str, ...], member: str = "unit") -> None:
    """Refuse a unit of any other quantity."""
    if quantity_of(unit) not in quantities:
        raise refuse("unit-quantity", member, item=unit, expected=units_of(*quantities))


def check_oxygen(oxygen: str | None) -> None:
    """Refuse more than 100 %."""
    if oxygen is not None and scale(oxygen, "1") > 100:
        raise refuse("percent-range", "referenceO2")


class Condition(Model):
    """Conditions of an indicator; `influent` members stand together, `referenceO2` is in per cent."""

    influent_low: Maybe[DecimalText] = None
    influent_high: Maybe[DecimalText] = None
    # one unit for both ends, since two could differ
    influent_unit: Maybe[UnitCode] = None
    gas_state: Maybe[GasState] = None
    reference_o2: Maybe[DecimalText] = None
    averaging: Maybe[Averaging] = None
    temperature_low: Maybe[Temperature] = None
    temperature_high: Maybe[Temperature] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        influent = (self.influent_low, self.influent_high, self.influent_unit)
        if any(influent) and not all(influent):
            raise refuse("influent-missing", "influentUnit" if self.influent_unit is None else "influentLow")
        return self

    @model_validator(mode="after")
    def _influent(self) -> Self:
        check_range(self.influent_low, self.influent_high, "influentHigh")
        return self

    @model_validator(mode="after")
    def _temperatures(self) -> Self:
        check_range(self.temperature_low, self.temperature_high, "temperatureHigh")
        return self

    @model_validator(mode="after")
    def _oxygen(self) -> Self:
        check_oxygen(self.reference_o2)
        return self


class TechnologyIndicator(Amount):
    """One measured or claimed number; the verification statement tells who verified it."""

    code: Slug
    name: BilingualName
    measure: Measure
    target: Maybe[TargetCode] = None
    role: Role
    typical: Maybe[DecimalText] = None
    condition: Maybe[Condition] = None
    method: Maybe[Text] = None
    source: Maybe[Digest] = None

    @model_validator(mode="after")
    def _typical(self) -> Self:
        if self.typical is not None:
            check_range(self.low, self.typical, "typical")
            check_range(self.typical, self.high, "high")
        return self

    @model_validator(mode="after")
    def _tested(self) -> Self:
        if self.role == "tested" and self.source is None:
            raise refuse("evidence-missing", "source")
        return self

    @model_validator(mode="after")
    def _size(self) -> Self:
        if self.measure == "capacity":
            check_quantity(self.unit, CAPACITIES)
        return self

    @model_validator(mode="after")
    def _treated(self) -> Self:
        if self.measure in _TREATMENTS and self.target is None:
            raise refuse("member-missing", "target")
        return self

    @model_validator(mode="after")
    def _measured(self) -> Self:
        if self.measure in _TREATMENTS and self.target is not None:
            is_removal = self.measure == "removal"
            check_quantity(self.unit, ("ratio",) if is_removal else TARGETS[self.target].quantities)
        return self

    @model_validator(mode="after")
    def _share(self) -> Self:
        top, member = self._top()
        if self.measure == "removal" and scale(top, "1") > 100:
            raise refuse("percent-range", member)
        return self

    @model_validator(mode="after")
    def _from_influent(self) -> Self:
        under = self.condition
        if under is None or under.influent_unit is None or under.influent_high is None:
            # 90 % means nothing without the influent
            if self.measure == "removal":
                raise refuse("influent-missing", "condition")
        elif self.measure in _TREATMENTS and self.target is not None:
            check_quantity(under.influent_unit, TARGETS[self.target].quantities, "condition.influentUnit")
        return self

    @model_validator(mode="after")
    def _below_influent(self) -> Self:
        under, (top, member) = self.condition, self._top()
        if self.measure not in _TREATMENTS or under is None:
            return self
        unit, inlet = under.influent_unit, under.influent_high
        if unit is None or inlet is None or quantity_of(unit) != self.quantity:
            return self
        if self.quantity in CONCENTRATIONS and scale(top, self.unit) > scale(inlet, unit):
            raise refuse("outlet-above-inlet", member)
        return self

    @model_validator(mode="after")
    def _gas(self) -> Self:
        under = self.condition
        quantities = {self.quantity}
        if under is not None and under.influent_unit is not None:
            quantities.add(quantity_of(under.influent_unit))
        in_gas = bool(quantities & IN_GAS)
        # a cubic metre is another amount of gas wet, dry or hot
        if in_gas and (under is None or under.gas_state is None):
            raise refuse("state-missing", "condition.gasState")
        if not in_gas and under is not None and under.reference_o2 is not None:
            raise refuse("condition-stray", "condition.referenceO2")
        if not in_gas and quantities & _NOT_OF_GAS and under is not None and under.gas_state is not None:
            raise refuse("condition-stray", "condition.gasState")
        return self

    def _top(self) -> tuple[str, str]:
        """Return its highest number, and the member that holds it."""
        numbers = (("high", self.high), ("typical", self.typical), ("low", self.low))
        return next((number, member) for member, number in numbers if number is not None)


class Consumption(Amount):
    """Input of operation: energy, water, reagent, land."""

    name: BilingualName

    @model_validator(mode="after")
    def _taken(self) -> Self:
        check_quantity(self.unit, _CONSUMPTIONS)
        return self


class Limit(Model):
    """The most that an outlet may have, by a need; pH, which has two ends, may have `low` too.

    `referenceO2`, in per cent, is part of a limit of gas from a flame: 75 at 11 % is not 75 at 6 %.
    """

    target: TargetCode
    low: Maybe[DecimalText] = None
    high: DecimalText
    unit: UnitCode
    gas_state: Maybe[GasState] = None
    reference_o2: Maybe[DecimalText] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_quantity(self.unit, TARGETS[self.target].quantities)
        in_gas = quantity_of(self.unit) in IN_GAS
        if in_gas and self.gas_state is None:
            raise refuse("state-missing", "gasState")
        if not in_gas and self.reference_o2 is not None:
            raise refuse("condition-stray", "referenceO2")
        check_oxygen(self.reference_o2)
        if self.low is not None and quantity_of(self.unit) != "ph":
            raise refuse("condition-stray", "low")
        check_range(self.low, self.high, "high")
        return self


Indicators = Annotated[Items[TechnologyIndicator], Field(min_length=1, max_length=40)]
