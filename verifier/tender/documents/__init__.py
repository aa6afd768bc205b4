"""Tender/1 and Bidders/1: the requirements and the bidders."""
