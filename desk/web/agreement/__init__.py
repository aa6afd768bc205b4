"""Agreement at the desk: the text in force, proposals with their effect, and the next text edited."""
