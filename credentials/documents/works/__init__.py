"""The agreement's other works: technologies, listings of them, notices; what is measured, in which units."""
