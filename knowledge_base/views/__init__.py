"""What people see of the knowledge base."""
