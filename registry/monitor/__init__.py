"""Another's log watched: what is new in it, what is amiss, as rows tell; start at `watch`."""
