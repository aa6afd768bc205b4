"""Pages for the life of a certificate after its issue: supervision, suspension, the end."""
