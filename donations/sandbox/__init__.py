"""A small Stripe-compatible HTTP server for trying and testing; it moves no money and imports nothing of ours."""
