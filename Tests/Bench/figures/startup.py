"""From exec to the first frames, and what an unchanged screen writes."""
from . import heartbeats, world
from .dashboard import Dashboard
from .redis import Fleet


def has_top_lines(screen):
    return screen.line(0).strip() and screen.line(1).strip()


def has_boxes(screen):
    return any("fra1" in screen.line(row) and "ams2" in screen.line(row) for row in range(2, screen.size[0]))


def measure(options):
    world.own_network()
    fleet = Fleet(3)
    settings = fleet.settings(callers=3)
    state = fleet.folder / "state"
    starts(settings, state, options.starts, "3 + 3 nodes", 80)
    # Nobody has to answer for a first frame.
    large = heartbeats.settings(options.nodes, world.folder())
    starts(large, world.folder(), options.starts, f"{options.nodes} nodes")
    idle(Dashboard("--state", state, settings), options.idle)
    fleet.end()


def starts(settings, state, count, words, goal=None):
    top, whole = [], []
    for place in range(count + 1):
        dashboard = Dashboard("--state", state, settings)
        try:
            first = dashboard.wait(has_top_lines, 5, "two top lines")
            boxes = dashboard.wait(has_boxes, 10, "the clusters' boxes")
            if place:  # the first one warms the file cache
                top.append((first - dashboard.began) * 1000)
                whole.append((boxes - dashboard.began) * 1000)
        finally:
            dashboard.end()
    for name, waits, goal in [("two top lines", top, 40), ("whole first frame", whole, goal)]:
        found = world.spread(waits)
        world.report(f"start to {name}, {words}", found["median"], "ms, median", goal, **found)


def idle(dashboard, seconds):
    """What changes on a calm screen beside the clock, which stands in the first line."""
    try:
        dashboard.wait(lambda screen: "Nothing needs you" in screen.text, 20, "a calm screen")
        dashboard.drain(35)  # figures that are held still have settled
        screen = dashboard.screen
        start = screen.line(0).find("Z  ") - len("00:00:00")
        clock = {(0, column) for column in range(start, start + len("00:00:00Z"))}
        screen.written.clear()
        before, cpu = dashboard.bytes, world.cpu(dashboard.pid)
        dashboard.drain(seconds)
        others = [cell for cell in screen.written if cell not in clock]
        world.report(
            "unchanged screen, cells written beside the clock", len(others) / seconds, "cells/s", 0,
            bytes_per_s_with_clock=round((dashboard.bytes - before) / seconds, 1),
            cpu_percent=round(100 * (world.cpu(dashboard.pid) - cpu) / seconds, 2), seconds=seconds,
            where=sorted(set(others))[:8])
    finally:
        dashboard.end()
