"""The logs of the associations, and the routes for other nodes."""
