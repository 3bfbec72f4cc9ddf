"""Dates in EDTF, in printed datelines and in running text, resolved to spans of days."""
