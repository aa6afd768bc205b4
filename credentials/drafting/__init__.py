"""Unsigned documents, made from a clerk's or a program's data for a signer."""
