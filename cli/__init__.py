"""What the command line shows and the options its commands share; it computes nothing."""
