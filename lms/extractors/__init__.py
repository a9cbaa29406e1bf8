"""Text of files, as the built-in extractors read it in a child process.

They need no settings, no models and no translations.
"""
