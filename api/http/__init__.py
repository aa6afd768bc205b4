"""Rules for every request and answer, whatever the route."""
