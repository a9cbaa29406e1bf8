"""Who reaches what: every address, as every role, with open and closed objects.

A plugin joins with modules called `permissions/rows_*.py` among its own tests:
`ROWS`, and `make_objects(place)` if its addresses name objects. See `table.py`.
"""
