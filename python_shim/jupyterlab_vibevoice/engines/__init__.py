"""Programs that make sound; each runs as its own process."""
