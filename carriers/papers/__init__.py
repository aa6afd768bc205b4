"""A bidder's folder as plain records: every file, page and code, and what could not be read and why."""
