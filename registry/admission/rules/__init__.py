"""One rule a kind of record: what it must satisfy to be stored here."""
