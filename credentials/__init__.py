"""The data model: every signed document, the bundle and the compact text form, read strictly."""
