"""What a person reads and types: language, labels, tables, questions, the clock."""
