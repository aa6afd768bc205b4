"""The registry: issuing, changing, storing, finding, auditing."""
