"""The agreement's other works: technologies."""
