"""Public kit: what tests of Wardline, of other servers and of plug-ins may use.

    taxii/        a conformance tester, a load meter and a push meter for any TAXII 2.1 server
    screening/    labelled texts for privacy gates, and the table that measures a gate
    fuzz/         hostile bytes for every parser
    readers, exporters                 the contracts of plug-ins, as test classes
    inventories, reports, letters …    made-up data whose truth is known
    soak, faults, procs                members at work for long, a bad network, what a program takes
    attacker, pdfua, reading, rules    second opinions, written apart from what they judge

Everything in made-up data is invented.
"""
