"""Statistics reports: credentials counted, signed and counted again, and a year of them."""
