"""The logs of the associations, and what other nodes take and bring."""
