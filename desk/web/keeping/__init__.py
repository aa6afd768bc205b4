"""Keys, and who keeps them: the key list, a hand-over to another chair, sheets to print."""
