"""The corpus to be searched: the unit model, dates, names, references, and a reader for each source format.

This package imports no other package of the project.
"""
