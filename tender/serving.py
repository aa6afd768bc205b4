"""Contributions to the service: the check of a bid opening, and the packet on an enterprise's page."""

from api.serving import Sections, Serving
from tender import routes, wire
from tender.pages import tell_enterprise

SERVING = Serving(
    "tender",
    (routes.router,),
    (wire,),
    sections=Sections(enterprise=tell_enterprise),
    keep=lambda node: node.open_pool(1),
)
