"""The privacy gate: find, decide, replace; PASS, HOLD or BLOCK. Pure."""

from wardline.screen.text import screen

__all__ = ["screen"]
