"""Small cells: a table of counts made fit to be published, edition after edition.

    model.py     tables, entries, figures
    atoms.py     the smallest counts of which all cells are sums
    behind.py    who stands behind what is left of a shown cell
    worlds.py    possible worlds: what somebody who knows all that is shown can still not tell apart
    solver.py    finds a possible world (linear programming, HiGHS)
    planner.py   which cells an edition shows
    volumes.py   so many editions together, each volume planned for itself

The rule (DESIGN L10, CMS cell-size rule; docs/adr/0018): a cell is shown only with 11 or more
incidents of 11 or more organizations. What is not shown stays open: for each such cell, and for
its growth between any two editions, there is a possible world in which it is 0 and one in which
it is 11 or more, and everything ever published is the same in both.
"""
