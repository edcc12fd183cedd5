"""The treasurer's door."""
