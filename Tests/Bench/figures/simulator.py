"""How fast the simulator is, with every checker on: 12 nodes, heartbeats each second, faults of all classes."""
from . import world


def measure(options):
    found = world.run([world.RELEASE / "drtop-simulate", 1, options.seeds, 20, "--figure"], limit=1200)
    # The other way round than the rest: more is better, so the figure is the processor's time for a simulated day.
    speed = found["simulated_seconds"] / found["cpu_seconds"]
    world.report(
        "a simulated day on one core, 12 nodes, all checkers", 86_400 / speed, "CPU s", 86_400 / 20_000,
        simulated_seconds_per_s=round(speed), aim_simulated_seconds_per_s=100_000, **found)
