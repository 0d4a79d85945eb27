# SPDX-License-Identifier: Apache-2.0
"""A chart of lines and points as SVG, by hand: no library is needed."""

import math
from html import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 80, 190, 50, 60
COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22")


def step(most, wanted=6):
    """A round distance of grid lines: 1, 2 or 5 times a power of ten."""
    rough = max(most, 1e-9) / wanted
    power = 10 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def label(value):
    for size, name in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{name}"
    return f"{value:g}"


class Chart:
    """x and y begin at 0. series: name -> list of (x, y), drawn in their order by x."""

    def __init__(self, title, x_title, y_title, series, mark=None):
        self.title, self.x_title, self.y_title, self.series, self.mark = title, x_title, y_title, series, mark
        points = [point for line in series.values() for point in line] or [(1, 1)]
        self.x_step, self.y_step = step(max(x for x, _ in points)), step(max(y for _, y in points))
        self.x_most = math.ceil(max(x for x, _ in points) / self.x_step or 1) * self.x_step
        self.y_most = math.ceil(max(y for _, y in points) / self.y_step or 1) * self.y_step

    def x(self, value):
        return LEFT + (WIDTH - LEFT - RIGHT) * value / self.x_most

    def y(self, value):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.y_most

    def grid(self):
        for index in range(round(self.x_most / self.x_step) + 1):
            at, value = self.x(index * self.x_step), label(index * self.x_step)
            yield f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
            yield f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value}</text>'
        for index in range(round(self.y_most / self.y_step) + 1):
            at, value = self.y(index * self.y_step), label(index * self.y_step)
            yield f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="#ddd"/>'
            yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{value}</text>'

    def lines(self):
        for index, (name, points) in enumerate(self.series.items()):
            colour, at = COLOURS[index % len(COLOURS)], TOP + 12 + 20 * index
            path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in sorted(points))
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            for x, y in points:
                yield f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3" fill="{colour}"/>'
            yield f'<rect x="{WIDTH - RIGHT + 16}" y="{at - 8}" width="12" height="4" fill="{colour}"/>'
            yield f'<text x="{WIDTH - RIGHT + 34}" y="{at - 2}">{escape(name)}</text>'

    def texts(self):
        middle = (LEFT + WIDTH - RIGHT) / 2
        yield f'<text x="{middle}" y="24" text-anchor="middle" font-size="15">{escape(self.title)}</text>'
        yield f'<text x="{middle}" y="{HEIGHT - 16}" text-anchor="middle">{escape(self.x_title)}</text>'
        yield (f'<text x="20" y="{(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" '
               f'transform="rotate(-90 20 {(TOP + HEIGHT - BOTTOM) / 2})">{escape(self.y_title)}</text>')
        if self.mark:
            value, name = self.mark
            at = self.x(value)
            yield (f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#333" '
                   'stroke-dasharray="5 4"/>')
            yield f'<text x="{at:.1f}" y="{TOP - 6}" text-anchor="middle">{escape(name)}</text>'

    def svg(self):
        parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
                 f'height="{HEIGHT}" font-family="sans-serif" font-size="12">',
                 f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *self.grid(), *self.lines(), *self.texts(),
                 "</svg>"]
        return "\n".join(parts) + "\n"
