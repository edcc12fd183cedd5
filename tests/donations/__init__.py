"""The application: its doors, desks, tools and books."""
