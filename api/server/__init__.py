"""The process: connections, what the machine allows, and the service manager."""
