"""Anonymous tokens at the hub: given out blindly to members, taken once from whoever has one."""
