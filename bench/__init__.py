"""Measured figures, each beside its floor; data made from a seed."""
