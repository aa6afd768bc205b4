"""Pages for people: what the API knows, in Chinese or English, as HTML without a script."""
