"""Generator of documentation parts: `python -m tools.docs.build`."""
