"""A whole primary cluster is lost: from the signal to the words on the screen."""
import random, re, signal, subprocess

from . import world
from .dashboard import Dashboard
from .redis import Fleet

PAIRS = 3


def bounds(settings):
    """The closed-form bounds in milliseconds, as `drtop check` prints them: by refusal, by hang."""
    done = subprocess.run([world.RELEASE / "drtop", "check", settings], capture_output=True, text=True, timeout=30)
    found = []
    for kind in ("refuses", "hangs"):
        text = re.search(rf"cluster that {kind} raises its alarm within (\S+)", done.stdout)
        if not text:
            raise world.Unmeasured(f"drtop check says no bound: {done.stdout}{done.stderr}")
        number, unit = re.fullmatch(r"([\d.]+)(ms|s)", text[1]).groups()
        found.append(float(number) * (1000 if unit == "s" else 1))
    return found


def calm(screen):
    return "Nothing needs you" in screen.text


def measure(options):
    world.own_network()
    moments = random.Random(7)
    for name, number, median_goal in [("kill -9", signal.SIGKILL, 1400), ("kill -STOP", signal.SIGSTOP, None)]:
        waits = []
        for place in range(options.runs):
            fleet = Fleet(PAIRS, first_port=7001 + 2 * PAIRS * place)
            settings = fleet.settings(callers=PAIRS)
            dashboard = Dashboard("--state", fleet.folder / "state", settings)
            try:
                dashboard.wait(calm, 20, "a calm screen")
                dashboard.drain(1 + moments.random())
                at = fleet.signal_primaries(number)
                waits.append((dashboard.shows("HAS FAILED", 20) - at) * 1000)
            finally:
                dashboard.end()
                fleet.end()
        refusal, hang = bounds(settings)
        bound = refusal if number == signal.SIGKILL else hang
        found = world.spread(waits)
        if median_goal:
            world.report(f"cluster lost by {name} to first alarm, median", found["median"], "ms", median_goal)
        world.report(
            f"cluster lost by {name} to first alarm, p99", found["p99"], "ms", round(1.1 * bound), bound=bound,
            ratio=found["p99"] / bound, **found)
