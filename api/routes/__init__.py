"""The routes, one router a user."""
