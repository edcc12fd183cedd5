"""Whole journeys in a real Chromium; with --pictures each page leaves one in tests/artifacts."""
