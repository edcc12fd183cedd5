"""What leaves for the FEC and for spreadsheets."""
