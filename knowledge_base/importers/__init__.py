"""Files in, articles, FAQ entries, scripts, placeholders and phrases out.

`files` > `articles`, `tables` read a file into drafts; `storing` makes rows of drafts;
`run` does both for a folder. The format is described in docs/reference/import-format.md.
"""
