"""The portal's template tags."""
