"""The web interface: pages for readers, JSON for programs."""
