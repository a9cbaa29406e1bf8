"""Files from outside: `gate` looks at one before it is kept, `child` works on one.

Nothing is imported here: the child process starts with this package.
"""
