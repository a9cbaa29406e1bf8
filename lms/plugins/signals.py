"""What this room tells those that build on it, which it may not call."""

from django.dispatch import Signal

switched = Signal()
"""A plugin was switched: `label`, `is_on`, `actor`. Sent within the transaction, before
`on_enable` and `on_disable`; what a receiver raises undoes the switch."""

migrated = Signal()
"""`migrate` has come to the last plugin: permissions of new ones are there by now."""
