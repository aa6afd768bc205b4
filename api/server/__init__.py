"""The process: connections, limits of the machine, and the service manager."""
