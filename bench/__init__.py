"""Measures the numbers of the design; `python -m bench` prints them."""
