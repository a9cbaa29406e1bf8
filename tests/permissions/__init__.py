"""Who reaches what: every address, as every role, with open and closed objects.

A plugin joins with modules called `permissions/rows_*.py` among its own tests:
`ROWS`, and `make_objects(place)` if its addresses name objects. See `table.py`. Kinds
that are searched and open to everybody join the random worlds of `test_visibility.py`:
`OPEN_KINDS`, a function for each that makes one with a title.
"""
