"""Public kit: conformance tester and load meter for any TAXII 2.1 server."""
