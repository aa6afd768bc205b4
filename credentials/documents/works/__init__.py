"""The agreement's other works: technologies, listings of them, notices; and what is measured, in which units."""
