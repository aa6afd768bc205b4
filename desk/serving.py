"""Contributions of the desk to the service of a node."""

from api.serving import Serving

SERVING = Serving("desk")
