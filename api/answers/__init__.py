"""What an answer is made of: verdicts, lists, counts, trust data."""
