"""The member's side: pull, watch, hunt, share, sight."""
