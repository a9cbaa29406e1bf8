"""What the product costs, beside simpler things on the same machine: `make bench`."""
