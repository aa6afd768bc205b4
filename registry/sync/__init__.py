"""Two nodes as equals: another's log mirrored, verified from the pin, witnessed, its lies kept as proof."""
