"""The service over HTTP: speed, and what strangers can make it spend."""
