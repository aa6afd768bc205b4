"""Contributions to the service: a list, a page each, and what of an enterprise is under notice."""

from api.serving import Serving

SERVING = Serving("works.list_notices")
