"""What is answered to programs: resolutions, open items, standards."""
