"""The donor's door: the front page, the form, the state of a gift. Nothing here decides whether a gift is lawful."""
