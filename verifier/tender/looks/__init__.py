"""Looks of people: pages that no code tells of, what was seen there, and requests in writing about them."""
