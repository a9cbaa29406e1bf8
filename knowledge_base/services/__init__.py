"""What changes more than one row of the knowledge base."""
