"""Other formats into STIX 2.1 objects, with every refusal named by file and pointer."""
