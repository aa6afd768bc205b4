"""Public notices of lists: who is about to be assessed as what, laid open for objections."""
