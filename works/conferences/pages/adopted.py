"""Part of the page of an agreement version: the resolution that adopted the version."""

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from verifier.trust.agreements import AgreementVersion
from works.conferences.lookup import find_adopted


def tell_adopted(visit: Visit, version: AgreementVersion) -> PagePart | None:
    """Return the part on the adopting resolution, if there is one."""
    adoption = find_adopted(visit.node.registry, version.digest, "agreement", visit.trust, visit.now)
    return (
        PagePart(render(visit, "conferences/agreement", adopted=adoption[0]))
        if adoption is not None
        else None
    )
