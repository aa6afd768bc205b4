"""Checks every decision again: in an exported folder, for a person who trusts no server, or in the tables."""
