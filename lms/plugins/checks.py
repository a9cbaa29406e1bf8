"""System checks: mistakes that authors of plugins make."""
