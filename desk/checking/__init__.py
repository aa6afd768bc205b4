"""Check of every decision again: of an exported folder by whoever trusts no server, and of the tables."""
