"""One file an outlet."""
