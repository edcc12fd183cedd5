"""The law: values in, answers out.

Nothing here reads a clock, a file, a setting or a database, and nothing here knows which door asks.
"""
