"""Archive references, cross-references, and letters named in plain words."""
