"""The one list of what stands above the core: which apartments this product has, and their commands."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.serving import Serving
    from registry.filing import Filing

COMMANDS = {
    "statistics": "works.statistics.command",
    "tender": "tender.command.command",
    "technology": "works.technology.command.command",
    "notice": "works.notices.command",
    "resolution": "works.conferences.resolution.command",
    "standard": "works.conferences.standard.command",
}
"""Where each is declared; it is loaded when it is typed."""


def load_filings() -> "tuple[Filing, ...]":
    """For whoever opens a registry."""
    from works.conferences.filing import FILING as CONFERENCES
    from works.notices.filing import FILING as NOTICES
    from works.statistics.filing import FILING as STATISTICS
    from works.technology.filing import FILING as TECHNOLOGY

    return STATISTICS, TECHNOLOGY, NOTICES, CONFERENCES


def load_servings() -> "tuple[Serving, ...]":
    """For whoever serves them."""
    from tender.serving import SERVING as TENDER
    from works.conferences.serving import SERVING as CONFERENCES
    from works.notices.serving import SERVING as NOTICES
    from works.statistics.serving import SERVING as STATISTICS
    from works.technology.serving import SERVING as TECHNOLOGY

    return TENDER, STATISTICS, TECHNOLOGY, NOTICES, CONFERENCES
