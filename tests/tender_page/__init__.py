"""A package, for its browser ends with it: `scope="package"` knows no other folder."""
