"""Pages for people: answers of the API in Chinese or English, as HTML without a script."""
