#!/usr/bin/env python3
"""Draws milliseconds a query against rows, both logarithmic, from what compare.py has measured.

    curve.py RESULTS.json CURVE.svg

An SVG without a background, in colours that are readable on light and dark pages. Every line has its name at its end.
"""

import json
import math
import pathlib
import sys

import report

LINES = {
    ("roost", None): ("#3b82f6", "", "Roost exact"),
    ("roost", 0.999): ("#3b82f6", "7 3", "Roost fast 0.999"),
    ("roost", 0.99): ("#3b82f6", "2 3", "Roost fast 0.99"),
    ("faiss-flat", None): ("#e8590c", "", "FAISS flat"),
    ("faiss-flat-sharded", None): ("#e8590c", "9 3 2 3", "FAISS flat, two shards"),
    ("faiss-sq8", None): ("#e8590c", "7 3", "FAISS SQ8"),
    ("faiss-rabitq", 0.999): ("#e8590c", "2 3", "FAISS RaBitQ 0.999"),
    ("numpy", None): ("#7d8590", "", "NumPy"),
    ("usearch-f32", None): ("#2f9e44", "", "USearch float32"),
    ("usearch-i8", None): ("#2f9e44", "7 3", "USearch int8"),
    ("hnswlib", 0.99): ("#c04bd0", "", "hnswlib 0.99"),
}
TEXT, GRID = "#7d8590", "#7d859055"
WIDTH, HEIGHT, LEFT, TOP, BOTTOM, NAME_WIDTH, LINE_HEIGHT = 470, 380, 52, 34, 40, 140, 13


class Panel:
    """One data set's curves in a rectangle of WIDTH × HEIGHT."""

    def __init__(self, series, name, columns, decades):
        self.series, self.name = series, name
        self.first_row, self.last_row = columns
        self.low, self.high = decades

    def x(self, rows):
        share = math.log10(rows / self.first_row) / math.log10(self.last_row / self.first_row)
        return LEFT + share * (WIDTH - LEFT - NAME_WIDTH)

    def y(self, cost):
        share = (math.log10(cost) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def svg(self, left):
        parts = [f'<g transform="translate({left} 0)">', text(LEFT, 18, f"{self.name} data", weight="bold")]
        right = WIDTH - NAME_WIDTH
        for decade in range(self.low, self.high + 1):
            y = self.y(10**decade)
            parts += [line(LEFT, y, right, y), text(LEFT - 6, y + 4, f"{10**decade:g}", anchor="end")]
        rows, bottom = self.first_row, HEIGHT - BOTTOM
        while rows <= self.last_row:
            x = self.x(rows)
            parts += [line(x, TOP, x, bottom), text(x, bottom + 16, short(rows), anchor="middle")]
            rows *= 10
        parts += [text((LEFT + right) / 2, HEIGHT - 6, "rows", anchor="middle"), text(4, 18, "ms")]
        places = self.name_places()
        for key, points in self.series.items():
            colour, dashes, name = LINES[key]
            thickness = 2.6 if key[0] == "roost" else 1.5
            path = " ".join(f"{self.x(rows):.1f},{self.y(cost):.1f}" for rows, cost in points)
            dashing = f' stroke-dasharray="{dashes}"' if dashes else ""
            style = f'stroke="{colour}" stroke-width="{thickness}"{dashing}'
            parts.append(f'<polyline points="{path}" fill="none" {style}/>')
            for rows, cost in points:
                parts.append(f'<circle cx="{self.x(rows):.1f}" cy="{self.y(cost):.1f}" r="2.2" fill="{colour}"/>')
            end = self.x(points[-1][0])
            leader = f'points="{end + 3:.1f},{self.y(points[-1][1]):.1f} {right + 8:.1f},{places[key]:.1f}"'
            parts.append(f'<polyline {leader} fill="none" stroke="{colour}" stroke-width=".6"/>')
            parts.append(text(right + 10, places[key] + 4, name, colour=colour))
        return "\n".join([*parts, "</g>"])

    def name_places(self):
        """Where the names stand: as near as can be to their lines' ends, none over another."""
        order = sorted(self.series, key=lambda key: self.y(self.series[key][-1][1]))
        places = []
        for number, key in enumerate(order):
            latest = HEIGHT - BOTTOM - (len(order) - 1 - number) * LINE_HEIGHT
            wanted = min(self.y(self.series[key][-1][1]), latest)
            places.append(max(wanted, places[-1] + LINE_HEIGHT) if places else wanted)
        return dict(zip(order, places))


def short(rows):
    return f"{rows // 1_000_000}M" if rows >= 1_000_000 else f"{rows // 1000}k" if rows >= 1000 else str(rows)


def line(x1, y1, x2, y2):
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{GRID}"/>'


def text(x, y, content, anchor="start", colour=TEXT, weight="normal"):
    more = "" if anchor == "start" else f' text-anchor="{anchor}"'
    more += "" if weight == "normal" else f' font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{more}>{content}</text>'


def series_of(measurements, data):
    """The points of every line: rows and milliseconds."""
    series = {}
    for key in LINES:
        found = [measurements.one("one", data, rows, *key) for rows in measurements.row_counts(data)]
        points = [(one["rows"], one["median_ms"]) for one in found if one]
        if points:
            series[key] = points
    return series


def drawing(content, names=("gaussian", "clustered")):
    """The SVG; None where nothing was measured at two sizes."""
    measurements = report.Measurements(content)
    panels = {name: series_of(measurements, name) for name in names if len(measurements.row_counts(name)) > 1}
    if not panels:
        return None
    points = [point for series in panels.values() for line in series.values() for point in line]
    rows = [rows for rows, _ in points]
    costs = [cost for _, cost in points]
    decades = math.floor(math.log10(min(costs))), max(math.ceil(math.log10(max(costs))), 0)
    parts = [Panel(series, name, (min(rows), max(rows)), decades) for name, series in panels.items()]
    width = WIDTH * len(parts)
    size = f'width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">'
    machine = content["machine"]
    title = f"Milliseconds of a search for the best 10 against rows, {machine['model']}, {machine['cores']} cores"
    body = [part.svg(number * WIDTH) for number, part in enumerate(parts)]
    return "\n".join([head, f"<title>{title}</title>", *body, "</svg>", ""])


if __name__ == "__main__":
    results, target = map(pathlib.Path, sys.argv[1:])
    svg = drawing(json.loads(results.read_text()))
    if svg is None:
        raise SystemExit(f"{results}: expected measurements of one data set at two sizes, found none")
    target.write_text(svg, encoding="utf-8")
