"""The privacy gate: find, decide, replace; PASS, HOLD or BLOCK. Pure."""

from wardline.screen.screen import screen

__all__ = ["screen"]
