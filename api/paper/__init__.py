"""Paper over HTTP: set in a process of its own, kept for a while."""
