"""The agreement's other works: technologies, listings of them, notices; targets of treatment, and units."""
