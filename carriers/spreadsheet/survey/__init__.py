"""Sheets of a voluntary survey: returns in, a protected table out and in again."""
