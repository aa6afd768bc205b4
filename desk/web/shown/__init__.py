"""Plans, statements and people in the words of the pages."""
