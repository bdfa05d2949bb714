"""Devices and EHR software of one hospital against advisories: match, rank, track.

Pure: everything runs where the inventory lies, and the inventory never leaves.
"""
