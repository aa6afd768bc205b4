"""Migrations, one a file. A released revision is never changed."""
