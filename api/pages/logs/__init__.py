"""A log of an association for people and feed readers."""
