"""Dates: EDTF, datelines as printed, and dates in running text, each as a span of days."""
