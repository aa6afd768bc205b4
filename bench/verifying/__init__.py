"""Verifier: a verdict, a bundle, a log, hostile bytes, a cold start."""
