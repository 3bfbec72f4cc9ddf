"""The reader of printed documentary editions in their Markdown or OCR form."""
