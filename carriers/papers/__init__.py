"""A bidder's folder as plain records: every file, page and code, with a reason where one was not read."""
