"""What associations announce: events, calls, needs, drafts of standards, plans."""
