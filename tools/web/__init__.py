"""Generator of the JavaScript verifier's tables from the Python ones."""
