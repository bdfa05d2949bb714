"""A docket without its server: tracking numbers, campaign letters, records, formats. Pure."""
