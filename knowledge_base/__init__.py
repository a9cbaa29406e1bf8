"""Articles, FAQ entries and scripts: what staff look up while a customer waits."""
