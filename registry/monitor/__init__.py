"""Monitor of another's log: its new entries and its faults; start at `watch`."""
