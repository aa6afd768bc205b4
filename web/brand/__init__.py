"""Who speaks on a page: names by the agreement, an emblem, a colour, and how the association is reached."""
