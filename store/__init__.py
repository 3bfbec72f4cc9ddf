"""The published index: its files, tables and settings, which ``indexer`` writes and ``search`` reads."""
