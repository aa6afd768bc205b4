"""Writes the tables that the verifier in JavaScript takes from the Python ones."""
