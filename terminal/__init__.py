"""Terminal: language, labels, tables, questions, the clock."""
