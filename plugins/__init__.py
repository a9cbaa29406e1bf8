"""One folder a plugin; none is needed for the rest to work."""
