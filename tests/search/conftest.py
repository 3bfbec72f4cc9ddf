"""What tests of this room share."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", deadline=None)  # a busy machine must not fail a test
settings.load_profile("steady")
