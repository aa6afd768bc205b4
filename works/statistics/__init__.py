"""Statistics reports: counts of credentials that are signed and counted again, and year reports."""
