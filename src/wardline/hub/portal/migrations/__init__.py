"""Migrations of the shell."""
