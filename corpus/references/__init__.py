"""Archive references, cross-references and mentions of letters, parsed from text."""
