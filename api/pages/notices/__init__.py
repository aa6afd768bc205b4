"""Notices in words: lists, a month's calendar, feeds."""
