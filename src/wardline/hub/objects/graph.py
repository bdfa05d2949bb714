"""The neighbours of one object: a picture that needs no script, and the same as rows.

What refers to the object stands at its left, what it refers to at its right; a second step
stands further out. The order is that of the store, the places follow from the order, so the same
objects always give the same picture.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.hub.objects import detail, plain
from wardline.hub.objects.detail import Seen
from wardline.hub.objects.disclosing import Place
from wardline.hub.objects.service import Objects

# More on one side of one step is counted, not drawn.
MOST_NEAR = 16
_MOST_FAR = 4
_MOST_ASKED = 6
MOST_STEPS = 2
WIDTH, HEIGHT = 216, 46
_GAP_X, _GAP_Y = 90, 14
_MARGIN = 16
_LABEL = 24
# Shapes say the kind beside the word: nothing is told by colour alone.
_SHAPES = {
    "indicator": "M0,-9 L9,0 L0,9 L-9,0 Z",
    "malware": "M-9,0 L-4.5,-8 L4.5,-8 L9,0 L4.5,8 L-4.5,8 Z",
    "tool": "M-8,-8 L8,-8 L8,8 L-8,8 Z",
    "threat-actor": "M0,-9 L9,7 L-9,7 Z",
    "intrusion-set": "M0,-9 L9,7 L-9,7 Z M0,-3 L4,4 L-4,4 Z",
    "attack-pattern": "M-9,-3 L1,-3 L1,-8 L9,0 L1,8 L1,3 L-9,3 Z",
    "vulnerability": "M-3,-9 L3,-9 L3,-3 L9,-3 L9,3 L3,3 L3,9 L-3,9 L-3,3 L-9,3 L-9,-3 L-3,-3 Z",
    "course-of-action": "M-8,-9 L8,-9 L8,1 L0,9 L-8,1 Z",
    "report": "M-7,-9 L3,-9 L7,-5 L7,9 L-7,9 Z",
}
_PLAIN_SHAPE = "M-8,0 A8,8 0 1,0 8,0 A8,8 0 1,0 -8,0 Z"


class _Neighbour(NamedTuple):
    end: dict[str, Any]
    how: str
    outward: bool


def graph(objects: Objects, seen: Seen, steps: int, shown_too: list[Place]) -> dict[str, Any]:
    """Nodes, edges and how many were left out; plain values, as the JSON twin shows them.

    The neighbours, and what ties them, are put into `shown_too`, to be recorded.
    """
    obj = jsonio.decode(seen.shown.body)
    kind = str(obj["type"])
    centre = {
        "id": obj["id"],
        "type": kind,
        "kind": plain.kind_word(kind),
        "title": plain.title(obj),
        "known": True,
    }
    nodes: dict[str, dict[str, Any]] = {obj["id"]: {**centre, "column": 0}}
    edges: dict[tuple[str, str, str], None] = {}
    around = _neighbours(objects, seen, shown_too)
    left_out = _add(around, nodes, edges, (obj["id"], MOST_NEAR))
    if steps > 1:
        near = [node for node in nodes.values() if node["column"] and node["known"]]
        for node in near[:_MOST_ASKED]:
            further = detail.find(objects, seen.accesses[0].recipient.organization, node["id"])
            around = _neighbours(objects, further, shown_too)
            left_out += _add(around, nodes, edges, (node["id"], _MOST_FAR))
    return {
        "nodes": list(nodes.values()),
        "edges": [{"from": one, "to": other, "how": how} for one, other, how in edges],
        "left_out": left_out,
    }


def _add(
    neighbours: list[_Neighbour],
    nodes: dict[str, dict[str, Any]],
    edges: dict[tuple[str, str, str], None],
    around: tuple[str, int],
) -> int:
    """Add the neighbours of `around` (its id, how many on a side); how many were left out."""
    number, most = around
    column = nodes[number]["column"]
    left_out = 0
    counts = {True: 0, False: 0}
    for found in neighbours:
        other = found.end["id"]
        if other not in nodes:
            # A second step goes on outwards.
            if counts[found.outward] >= most or (column and (column > 0) != found.outward):
                left_out += 1
                continue
            counts[found.outward] += 1
            nodes[other] = {**found.end, "column": column + (1 if found.outward else -1)}
        ends = (number, other) if found.outward else (other, number)
        edges[(*ends, found.how)] = None
    return left_out


def _neighbours(objects: Objects, seen: Seen, shown_too: list[Place]) -> list[_Neighbour]:
    related = detail.relations(objects, seen, jsonio.decode(seen.shown.body), shown_too)
    found = [_Neighbour(_end(one), one["how"], one["outward"]) for one in related["relationships"]]
    found += [_Neighbour(_end(one), _how(one["how"]), True) for one in related["references"]]
    found += [_Neighbour(_end(one), _how(one["how"]), False) for one in related["referring"]]
    return found


def _end(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("id", "type", "kind", "title", "known")}


def _how(name: str) -> str:
    return name.removesuffix("_refs").removesuffix("_ref").replace("_", " ")


class Box(NamedTuple):
    """A node at its place in the picture."""

    x: int
    y: int
    kind: str
    title: str
    # Where it leads; empty for what is not here to be seen.
    id: str
    shape: str
    centre: bool
    known: bool


class Line(NamedTuple):
    """An edge at its place, with what it says and where that stands."""

    path: str
    how: str
    x: int
    y: int


class Picture(NamedTuple):
    """What the template draws."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]


def draw(data: dict[str, Any]) -> Picture:
    """The places of all that `graph` gave."""
    columns: dict[int, list[dict[str, Any]]] = {}
    for node in data["nodes"]:
        columns.setdefault(node["column"], []).append(node)
    first = min(columns)
    tallest = max(len(column) for column in columns.values())
    height = 2 * _MARGIN + tallest * (HEIGHT + _GAP_Y) - _GAP_Y
    boxes: dict[str, Box] = {}
    for column, nodes in columns.items():
        x = _MARGIN + (column - first) * (WIDTH + _GAP_X)
        top = (height - len(nodes) * (HEIGHT + _GAP_Y) + _GAP_Y) // 2
        for row, node in enumerate(nodes):
            boxes[node["id"]] = _box(node, x, top + row * (HEIGHT + _GAP_Y))
    width = 2 * _MARGIN + len(range(first, max(columns) + 1)) * (WIDTH + _GAP_X) - _GAP_X
    lines = [_line(boxes[one["from"]], boxes[one["to"]], one["how"]) for one in data["edges"]]
    return Picture(width, height, list(boxes.values()), lines)


def _box(node: dict[str, Any], x: int, y: int) -> Box:
    title = node["title"] or _("not here, or not for you")
    return Box(
        x=x,
        y=y,
        kind=node["kind"],
        title=plain.shorten(title, _LABEL),
        id=node["id"] if node["known"] else "",
        shape=_SHAPES.get(node["type"], _PLAIN_SHAPE),
        centre=node["column"] == 0,
        known=node["known"],
    )


def _line(one: Box, other: Box, how: str) -> Line:
    """From the side of one box that looks at the other."""
    rightward = other.x > one.x
    x1 = one.x + (WIDTH if rightward or other.x == one.x else 0)
    x2 = other.x + (0 if rightward else WIDTH)
    y1, y2 = one.y + HEIGHT // 2, other.y + HEIGHT // 2
    bend = x1 + 40 if rightward or other.x == one.x else x1 - 40
    back = x2 - 40 if rightward else x2 + 40
    path = f"M{x1},{y1} C{bend},{y1} {back},{y2} {x2},{y2}"
    return Line(path, plain.shorten(how, 22), (x1 + x2) // 2, (y1 + y2) // 2 - 4)
