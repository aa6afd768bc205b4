"""What is true of every request and answer, whatever the route."""
