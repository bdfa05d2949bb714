"""The exchange: collections of STIX objects, read by TAXII 2.1, pushed by event stream."""
