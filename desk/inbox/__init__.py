"""Inbox of an association: applications and objections, what was done about each, and what it means."""
