"""Registry: issuing, changing, storing, finding, auditing."""
