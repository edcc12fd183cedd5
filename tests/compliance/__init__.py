"""The law, tested with values alone: no fixtures, no database."""
