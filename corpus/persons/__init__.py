"""Names of persons, the index that knows them, mentions, transliteration and authority files."""
