"""Writes the generated parts of the documentation: `python -m tools.docs.build`."""
