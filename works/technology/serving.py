"""What the service is given: technologies for a need."""

from api.serving import Serving
from works.technology import routes
from works.technology.matches import tell_matches

SERVING = Serving("works.technology", (routes.router,), sections={"notice": tell_matches})
