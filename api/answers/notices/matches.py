"""Technologies for a need: by the facets and limits of the search, in the order of what is met."""

from datetime import datetime

from api.answers.notices.held_notice import needed_need
from api.answers.standings.technologies import find_fitting
from credentials.documents.works.facets import query_of_need
from credentials.record import JsonObject
from registry import Registry
from registry.lookup.technologies import TechnologySearch
from verifier import TrustStore


def find_matches(
    search: TechnologySearch,
    registry: Registry,
    reference: str,
    trust: TrustStore,
    *,
    now: datetime,
    cursor: str | None,
    limit: int,
) -> JsonObject:
    """The members of `TechnologyPageView`, of those in force now; ApiError not-here, cursor-damaged."""
    query = query_of_need(needed_need(registry, reference).body)
    return find_fitting(search, registry, query, trust, at=now, now=now, cursor=cursor, limit=limit)
