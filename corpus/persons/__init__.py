"""Personal names, the person index, mentions in text, transliteration and authority files."""
