"""The sandbox, driven with the real library over real HTTP."""
