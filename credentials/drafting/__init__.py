"""Unsigned documents: from what a clerk or a program has, to what is handed to a signer."""
