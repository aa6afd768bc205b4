"""Finding what is stored, listing and counting it: of a `Registry`, an answer on one view, lists by pages."""
