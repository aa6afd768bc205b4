"""Contents of answers: verdicts, lists, counts and trust data."""
