"""Journal and year report: what happened in a period, line by line and in numbers."""
