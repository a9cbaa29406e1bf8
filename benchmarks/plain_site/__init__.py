"""A stock Wagtail site to measure beside: one page type, Wagtail's own search."""
