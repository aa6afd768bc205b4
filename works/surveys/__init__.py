"""Voluntary surveys of enterprises, published in totals that disclose no single answer."""
