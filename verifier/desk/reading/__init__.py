"""Read plans, statements and people lists into the facts that the rules judge."""
