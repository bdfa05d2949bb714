"""The Task Force: who sits on it, its meetings, exercises and duties, and what is late. Pure."""
