"""Exports: lines become the bytes of a file that others read. No sums, no rules, no books."""
