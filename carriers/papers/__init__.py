"""A bidder's folder as plain records: every file, page and code, and the reason for each unread one."""
