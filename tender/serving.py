"""What the service is given: the check of a bid opening, and how an enterprise makes its packet."""

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
