"""The donor's door."""
