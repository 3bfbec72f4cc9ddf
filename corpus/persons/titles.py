"""Titles and forms of address that stand before names, by kind, for all who recognise or ignore them."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ADDRESSES: Final = _words(
    """Mr Mrs Ms Miss Messrs Mister Madam Sir Lady Lord Herr Herrn Frau Fräulein Fraeulein Monsieur Madame
    Mademoiselle Mme Mlle Signor Signora Señor Señora Heer Mevrouw"""
)
COMRADES: Final = _words("Comrade Comrades Com Tov Citizen")
ACADEMIC: Final = _words("Dr Doctor Prof Professor")
RANKS: Final = _words("Marshal General Colonel Major Captain Lieutenant Admiral Commodore")
OFFICES: Final = _words(
    """Ambassador Minister President Premier Chancellor Chairman Secretary Undersecretary Commissar Senator
    Governor Consul"""
)
CLERGY: Final = _words("Rev Reverend Bishop Archbishop Cardinal Pope Abbot Abbess Abbé Pastor Pfarrer")
NOBILITY: Final = _words(
    """Count Countess Viscount Baron Baroness Prince Princess Duke Duchess Marquis Marquess Marquise Earl Graf
    Grafen Gräfin Fürst Fürstin Freiherr Freiherrn Freifrau Freiin Herzog Herzogin Großherzog Großherzogin
    Erzherzog Comte Comtesse Duc Duchesse Don Doña Dame"""
)
RULERS: Final = _words("King Queen Emperor Empress Tsar Tsarina König Königin Kaiser Kaiserin")
PERSONAL_TITLES: Final = ADDRESSES | COMRADES | ACADEMIC | RANKS | OFFICES | CLERGY | NOBILITY | RULERS
"""All titles of one word."""
NAME_TITLES: Final = PERSONAL_TITLES | _words(
    "Foreign Deputy Under Assistant State Prime Geheimrat Hofrat Jr Sr Esq Bart"
)
"""All words of titles before and after names, also those of titles of several words."""
