"""What the tests stand on: a real PostgreSQL, a real Chromium, and no network but loopback.

Whatever is missing is installed where that is allowed; otherwise the tests stop and say what to type.
"""
