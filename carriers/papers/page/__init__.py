"""A page: the places of its codes, the turn of a photo, and a scan taken out whole."""
