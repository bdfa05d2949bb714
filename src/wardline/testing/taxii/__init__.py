"""Tools for any TAXII 2.1 server: a conformance tester and a load meter."""
