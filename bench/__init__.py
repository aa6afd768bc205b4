"""Measures speeds and sizes against goals; `python -m bench` prints them."""
