"""Certificates and codes."""
