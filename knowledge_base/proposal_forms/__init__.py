"""Forms in which staff propose texts, and in which editors decide."""
