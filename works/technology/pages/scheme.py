"""Part of a scheme's page: the link to its technologies."""

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from credentials.documents.agreement import Scheme
from credentials.documents.works.technology import TechnologyRecord


def tell_scheme(visit: Visit, scheme: Scheme) -> PagePart | None:
    """Return the link; nothing for a scheme of another kind."""
    if scheme.kind != TechnologyRecord.KIND:
        return None
    return PagePart(render(visit, "technology/scheme", scheme=scheme))
