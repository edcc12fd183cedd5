"""The application that takes contributions. `wiring` makes it; what needs no pages, as an export, loads none."""
