"""The command line: commands, the options they share, and the formatting of their output."""
