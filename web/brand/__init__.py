"""The brand of a page: names by the agreement, an emblem, a colour, and contacts of the association."""
