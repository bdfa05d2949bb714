"""The privacy gate: find, decide, replace; PASS, HOLD or BLOCK. Pure."""
