"""Notices: for programs, for people, for feed readers and calendars."""
