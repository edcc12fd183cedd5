"""Whole journeys in a real Chromium; each page leaves a picture in tests/artifacts."""
