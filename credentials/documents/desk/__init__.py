"""Documents of an association's decisions: plans, statements, people lists. Nobody publishes them."""
