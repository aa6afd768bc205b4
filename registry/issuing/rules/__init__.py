"""Rules before anything is planned or signed: for drafts, numbers, names and the next event."""
