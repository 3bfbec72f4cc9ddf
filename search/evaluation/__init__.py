"""Evaluation: judged questions, effectiveness measures and TREC files."""
