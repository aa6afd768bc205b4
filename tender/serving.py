"""What the service is given: the check of a bid opening."""

from api.serving import Serving
from tender import routes, wire

SERVING = Serving("tender", (routes.router,), (wire,), keep=lambda node: node.open_pool(1))
