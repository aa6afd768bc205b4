"""Words for people, in Chinese and English, for the content of documents."""
