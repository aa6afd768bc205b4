"""Verifier in JavaScript and the page around it."""
