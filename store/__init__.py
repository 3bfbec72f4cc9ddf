"""The published index: its files, tables and settings, declared once for ``indexer`` (writes) and
``search`` (reads).
"""
