"""Paper over HTTP: typeset in a process of its own, kept for a while."""
