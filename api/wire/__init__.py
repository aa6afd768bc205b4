"""The JSON that goes in and out beside signed documents."""
