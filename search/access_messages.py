"""What the rights in a unit allow to be shown, as a message."""

from __future__ import annotations

from corpus.rights import Rights
from search.messages import Message


def access_message(rights: Rights) -> Message | None:
    """Return what the rights of a day allow to be shown of a unit; None if that is everything."""
    if rights.embargo:
        return Message("embargoed", {"day": rights.embargo})
    if rights.access == "full-text":
        return None
    return Message("only-snippets" if rights.access == "snippets" else "only-metadata")
