"""Tender/1 and Bidders/1: what is asked, and who bids."""
