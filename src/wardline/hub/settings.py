"""The Django settings of the hub come here."""
