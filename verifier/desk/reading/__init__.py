"""From documents to the facts that the rules ask about: plans, statements, people lists."""
