"""Monitor of another's log: what is new in it and what is amiss; start at `watch`."""
