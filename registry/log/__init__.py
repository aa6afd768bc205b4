"""The logs of the associations: the last heads that were signed, and the log as files."""
