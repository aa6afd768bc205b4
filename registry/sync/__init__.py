"""Exchange between equal nodes: others' logs mirrored, verified from the pin, witnessed; conflicts proven."""
