"""What is searched: the unit model, dates, names, references, and a reader for each source format.

Imports nothing of ours outside this package.
"""
