"""The map of incidents: circles where a point can stand, squares beside the map where only the governorate is known.

A circle is that of a place to about a kilometre, never of the event. Its disc is the least that is claimed, its ring
the most; a halo tells how near the place is known. Incidents without a point are never points: their governorate is
hatched and counts them, and they stand beside the map as squares of the same scale, each a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any, Final

from markupsafe import Markup

from casualty_dataset.page.chart.lettering import LINE, wrap
from casualty_dataset.page.map import ground, marks
from casualty_dataset.page.map.ground import View
from casualty_dataset.page.map.outlines import Line, outlines
from casualty_dataset.page.map.room import Box, Room, width
from casualty_dataset.page.map.spots import Scale, Sorted, Spot, figure, scale, sort, undrawn
from casualty_dataset.page.templating import render

__all__ = ["WORDS", "Spot", "draw", "land", "undrawn"]

WORDS: Final = (
    "at_least", "unplaced", "range", "floor", "no_figure", "settlement", "near", "square", "hatched",
    "sea", "lebanon", "turkey",
)  # fmt: skip
"""Keys of ``words``: ``at_least`` holds {number}, ``unplaced`` {name} and {count}; the others are plain."""

_PAD: Final = 0.26  # degrees of latitude around the points
_CLUSTER: Final = 1.2  # degrees from the middle point: what lies farther is shown in the inset
_NEIGHBOURS: Final = {"sea": (35.6, 35.1), "lebanon": (36.2, 34.45), "turkey": (36.3, 36.0)}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Sizes of a drawing: the map, the column beside it (or below), the largest marks."""

    width: float
    map_width: float
    map_height: float
    column: float
    radius: float
    side: float
    inset: tuple[float, float]
    labels: int


_WIDE: Final = _Sheet(960, 590, 640, 346, 42, 108, (122, 108), 12)
_NARROW: Final = _Sheet(340, 340, 380, 340, 30, 90, (80, 71), 6)


def draw(
    spots: Iterable[Spot],
    *,
    label: str,
    wide: bool,
    rtl: bool,
    words: Mapping[str, str],
    governorates: Mapping[str, str],
    listed: str = "#incidents",
) -> Markup:
    """The map as SVG. ``governorates``: names by P-code; ``listed``: where counts of incidents lead to.

    ``land`` of the same spots stands before it in the document. What it cannot show is told by ``undrawn``.
    """
    sheet = _WIDE if wide else _NARROW
    found = sort(spots)
    sized = scale(found, radius=sheet.radius, side=sheet.side)
    view = _view(found, sheet)
    places = marks.places(found.placed, view, sized)
    room = Room(Box(4, 4, sheet.map_width - 4, sheet.map_height - 4), [place.box for place in places])
    inset = _inset(found, view, sized, sheet, room)
    names = _governorates(found, view, governorates, room)
    labels = _labels(places, words["at_least"], sheet, room)
    column = _column(found, sized, sheet, words, governorates)
    across = sheet.width - sheet.column if wide else 0.0
    return render(
        "map.svg.jinja",
        label=label,
        rtl=rtl,
        wide=wide,
        listed=listed,
        width=sheet.width,
        height=round(max(sheet.map_height, column["bottom"]) if wide else column["bottom"]),
        map_x=sheet.width - sheet.map_width if rtl else 0,
        map_width=sheet.map_width,
        map_height=sheet.map_height,
        column_x=0 if rtl else across,
        column_width=sheet.column,
        inset=inset,
        circles=sorted(
            (circle for place in places for circle in place.circles), key=lambda one: (-one.reach, one.href)
        ),
        names=names,
        neighbours=_neighbours(view, words, room),
        labels=labels,
        pip=marks.PIP,
        **column,
    )


def land(spots: Iterable[Spot]) -> Markup:
    """What lies beneath the marks of both forms; it stands in a document once, before the first map."""
    found = sort(spots)
    looks = {"wide": _WIDE, "narrow": _NARROW}
    size = {look: {"width": sheet.map_width, "height": sheet.map_height} for look, sheet in looks.items()}
    drawn = {look: size[look] | _ground(found, _view(found, sheet)) for look, sheet in looks.items()}
    return render("ground.svg.jinja", grounds=drawn)


def _view(found: Sorted, sheet: _Sheet) -> View:
    """The points that lie together; without any, the governorates that are counted; without these, the country."""
    points = [spot.point for spot in found.placed if spot.point]
    size = {"width": sheet.map_width, "height": sheet.map_height}
    if not points:
        return ground.fit(outlines().box(*found.areas), pad=0.1, **size)
    middle = median_low(x for x, _ in points), median_low(y for _, y in points)
    near = [p for p in points if abs(p[0] - middle[0]) <= _CLUSTER and abs(p[1] - middle[1]) <= _CLUSTER] or points
    longitudes, latitudes = zip(*near, strict=True)
    return ground.fit((min(longitudes), min(latitudes), max(longitudes), max(latitudes)), pad=_PAD, **size)


def _ground(found: Sorted, view: View) -> dict[str, Any]:
    """The paths beneath the marks. A border is drawn once, broken where it bounds a governorate that is counted."""
    told = outlines()
    counted = frozenset(arc for pcode in found.areas for arc in told.areas[pcode].arcs)

    def land(among: Sequence[str]) -> str:
        rings = (ground.cut(ring, view) for pcode in among for ring in told.areas[pcode].rings)
        return ground.path(filter(None, rings), closed=True)

    def lines(broken: bool) -> str:
        arcs = (arc for number, arc in enumerate(told.arcs) if (number in counted) == broken)
        return ground.path((run for arc in arcs for run in ground.runs(arc, view)), closed=False)

    return {
        "sea": ground.path([ground.cut(told.sea, view)], closed=True),
        "land": land([pcode for pcode in told.areas if pcode not in found.areas]),
        "counted": land(list(found.areas)),
        "borders": lines(broken=False),
        "broken": lines(broken=True),
    }


def _inset(found: Sorted, view: View, sized: Scale, sheet: _Sheet, room: Room) -> dict[str, Any] | None:
    """The country in the emptiest corner, what of it the map shows, and the points that it does not show."""
    wide, high = sheet.inset
    (west, south, east, north), corner, opposite = outlines().box(), view.of(0, view.height), view.of(view.width, 0)
    both = min(west, corner[0]), min(south, corner[1]), max(east, opposite[0]), max(north, opposite[1])
    small = ground.fit(both, pad=0.1, width=wide, height=high)
    left, top = small.at(*view.of(0, 0))
    right, bottom = small.at(*view.of(view.width, view.height))
    if (right - left) * (bottom - top) > wide * high / 2:
        return None
    edge, corners = room.sheet, []
    for x in (edge.left, edge.right - wide):
        corners += [Box(x, y, x + wide, y + high) for y in (edge.bottom - high, edge.top)]
    box = min(corners, key=lambda corner: sum(map(corner.meets, room.taken)))  # the first of the best
    room.taken.append(box)
    rings = (
        ground.thinned(tuple(small.at(*p) for p in ring), 1.2) for a in outlines().areas.values() for ring in a.rings
    )
    beyond = [spot for spot in found.placed if spot.point and not view.shows(*spot.point)]
    return {
        "x": box.left,
        "y": box.top,
        "width": wide,
        "height": high,
        "country": ground.path(rings, closed=True),
        "frame": [round(n, 1) for n in (left, top, right - left, bottom - top)],
        "circles": [circle for place in marks.places(beyond, small, sized) for circle in place.circles],
    }


def _governorates(found: Sorted, view: View, names: Mapping[str, str], room: Room) -> list[dict[str, Any]]:
    """Names, and how many incidents have no point; left out where there is no room."""
    placed = []
    for pcode in (*found.areas, *(p for p in outlines().governorates if p not in found.areas)):
        rings = [ring for ring in (ground.cut(ring, view) for ring in outlines().areas[pcode].rings) if ring]
        if not rings:
            continue
        outer: Line = ground.thinned(rings[0], 3.0)
        middle = tuple(sum(values) / len(outer) for values in zip(*outer, strict=True))
        count = len(found.areas.get(pcode, ()))
        wide, high = max(width(names[pcode]), 48.0), LINE * (2 if count else 1)

        def shape(point: tuple[float, float], ring: Line = outer) -> bool:
            return ground.inside(point, ring)

        for strict in (True, False) if count else (True,):
            box = room.within(shape, (middle[0], middle[1]), wide, high, strict=strict)
            if box:
                x, y = box.middle
                placed.append(
                    {"name": names[pcode], "count": count, "x": round(x, 1), "y": round(y - high / 2 + 12, 1)}
                )
                break
    return placed


def _neighbours(view: View, words: Mapping[str, str], room: Room) -> list[dict[str, Any]]:
    """The sea and the countries beside, where there is room for their names."""
    land = [
        ground.thinned(ring, 3.0)
        for area in outlines().areas.values()
        for ring in (ground.cut(r, view) for r in area.rings)
        if ring
    ]
    sea = ground.cut(outlines().sea, view)
    found = []
    for key, place in _NEIGHBOURS.items():

        def shape(point: tuple[float, float], key: str = key) -> bool:
            longitude, latitude = view.of(*point)
            here = {"sea": True, "lebanon": latitude < 34.7 and longitude < 36.65, "turkey": latitude > 35.8}[key]
            return (
                here and ground.inside(point, sea) == (key == "sea") and not any(ground.inside(point, r) for r in land)
            )

        if view.shows(*place) and (box := room.within(shape, view.at(*place), width(words[key]), LINE)):
            x, y = box.middle
            found.append(
                {
                    "name": words[key],
                    "kind": "sea" if key == "sea" else "abroad",
                    "x": round(x, 1),
                    "y": round(y + 4, 1),
                }
            )
    return found


def _labels(places: Sequence[marks.Place], at_least: str, sheet: _Sheet, room: Room) -> list[dict[str, Any]]:
    """Names of the largest places, each on the first of four sides that is free; others have their titles."""
    found: list[dict[str, Any]] = []
    for place in places:
        number = figure(place.spot, at_least)
        wide, high = max(width(place.spot.name, bold=True), width(number)), LINE * (2 if number else 1)
        own, gap = place.box, 4.0
        x, y = own.middle
        top = y - high / 2
        sides = (
            Box(own.left - gap - wide, top, own.left - gap, top + high),
            Box(own.right + gap, top, own.right + gap + wide, top + high),
            Box.around(x, own.top - gap - high / 2, wide, high),
            Box.around(x, own.bottom + gap + high / 2, wide, high),
        )
        box = room.first(sides) if len(found) < sheet.labels else None
        if box:
            side = ("right", "left", "middle", "middle")[sides.index(box)]
            across = {"right": box.right, "left": box.left, "middle": x}[side]
            found.append(
                {
                    "name": place.spot.name,
                    "figure": number,
                    "side": side,
                    "x": round(across, 1),
                    "y": round(box.top + 12, 1),
                }
            )
    return found


def _column(
    found: Sorted, sized: Scale, sheet: _Sheet, words: Mapping[str, str], governorates: Mapping[str, str]
) -> dict[str, Any]:
    """What stands beside the map: the key, then the squares of each governorate."""
    y = 4.0 if sheet is _WIDE else sheet.map_height + 12
    rows = []
    kinds = ("range", "floor", "no_figure", "settlement", "near", *(("square", "hatched") if found.areas else ()))
    for kind in kinds:
        lines = wrap(words[kind], sheet.column - 44)
        rows.append({"kind": kind, "y": round(y, 1), "lines": lines})
        y += max(26.0, LINE * len(lines) + 8)
    headings = {p: words["unplaced"].format(name=governorates[p], count=len(found.areas[p])) for p in found.areas}
    shelves, y = marks.shelves(found.areas, sized, headings, words["at_least"], top=y + 8, room=sheet.column)
    return {"key": rows, "shelves": shelves, "bottom": y}
