"""Notifications by mail, on the web and by webhook; each person says which and how often."""
