"""How a generation is kept: written by ``indexer``, read by ``search``, declared once here."""
