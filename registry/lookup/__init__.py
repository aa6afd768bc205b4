"""Finding what is stored, listing it, counting it."""
