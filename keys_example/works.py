"""Signed documents of the agreement's other works between the two associations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from credentials.drafting.make_bundle import digest_of
from credentials.record import JsonObject
from credentials.times import day_of, parse_time
from keys_example.documents import sign_example
from keys_example.enterprises import ExampleEnterprise
from keys_example.notices import example_notices
from keys_example.technologies import example_listings, example_technologies

_AT = timedelta(hours=10)
"""Time of day of a signature on a document's first day."""


class ExampleWorks(NamedTuple):
    """Signed documents by kind."""

    technologies: list[JsonObject]
    listings: list[JsonObject]
    notices: list[JsonObject]


def example_works(random: Random, enterprises: Sequence[ExampleEnterprise], *, now: datetime) -> ExampleWorks:
    """Return sixty technologies, the other association's statements, and a dozen notices of today."""
    today = day_of(now)
    technologies = [*map(_sign, example_technologies(random, enterprises, today=today))]
    signed = [(value, digest_of(value)) for value in technologies]
    listings = [*map(_sign, example_listings(random, signed, today=today))]
    notices = [sign_example(notice, now) for notice in example_notices(random, today=today)]
    return ExampleWorks(technologies, listings, notices)


def _sign(unsigned: JsonObject) -> JsonObject:
    return sign_example(unsigned, parse_time(str(unsigned["validFrom"])) + _AT)
