"""Judged questions, measures and TREC files."""
