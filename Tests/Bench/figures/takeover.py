"""Enter on the confirmation: until the last pair takes writes and every caller's file tells so."""
import json, os, select, signal, time

from . import world
from .dashboard import Dashboard
from .redis import Fleet, Link

FENCE_TIMEOUT = 1500


class Writers:
    """Hears from every backup node when its first write succeeds: no asking, so nothing is disturbed."""

    def __init__(self, fleet):
        self.fleet, self.poll, self.links, self.taken = fleet, select.epoll(), {}, {}
        for port in fleet.ports[1]:
            fleet.ask(port, "CONFIG", "SET", "notify-keyspace-events", "K$")
            link = Link(port)
            link.ask("PSUBSCRIBE", "__keyspace*__:*")
            self.links[link.socket.fileno()] = (port, link)
            self.poll.register(link.socket, select.EPOLLIN)

    def look(self):
        for descriptor, _ in self.poll.poll(0.002):
            port, link = self.links[descriptor]
            self.taken[port] = time.monotonic()
            self.poll.unregister(descriptor)
            link.close()

    def prove(self):
        for port in self.fleet.ports[1]:
            answer = self.fleet.ask(port, "SET", "proof", "1")
            if answer != "OK":
                raise world.Unmeasured(f"{port} was said to take writes: {answer}")


def type_name(dashboard, pairs, attempts=10):
    """On a busy machine a backup may be late for a moment: then its pair is not ready, or the plan has changed."""
    for _ in range(attempts):
        dashboard.shows(f"{pairs} of {pairs} pairs", 20)
        dashboard.drain(1)
        dashboard.press("\t")
        dashboard.drain(0.1)
        for letter in "ams2":
            dashboard.press(letter)
            dashboard.drain(0.05)
        text = dashboard.screen.text
        if "(ams2)  > ams2" in text and "locked" not in text and f"{pairs} of {pairs} pairs" in text:
            return
    raise world.Unmeasured(f"the plan never stands still; the screen:\n{dashboard.screen.text}")


def delivered(file, epoch):
    try:
        return json.loads(file.read_text())["epoch"] > epoch
    except (OSError, ValueError):
        return False


def once(pairs, number, hertz, first_port):
    """Milliseconds from Enter to the last writable node, to the last file; and drtop's own CPU in between."""
    fleet = Fleet(pairs, first_port, hertz)
    dashboard = Dashboard("--state", fleet.folder / "state", fleet.settings(callers=pairs))
    try:
        dashboard.wait(lambda screen: "Nothing needs you" in screen.text, 60, "a calm screen")
        for file in fleet.files:
            world.wait(file.exists, 20, f"{file} delivered")
        epoch = json.loads(fleet.files[0].read_text())["epoch"]
        dashboard.drain(1)
        writers = Writers(fleet)
        fleet.signal_primaries(number)
        dashboard.shows("F to fail over", 30)
        dashboard.drain(0.5)
        dashboard.press("F")
        dashboard.shows("FAIL OVER", 5)
        type_name(dashboard, pairs)
        offset = time.time() - time.monotonic()
        cpu, at = world.cpu(dashboard.pid), dashboard.press("\r")
        files, until = list(fleet.files), at + 30
        while len(writers.taken) < pairs or files:
            writers.look()
            dashboard.read(0)
            while files and delivered(files[-1], epoch):
                files.pop()
            if time.monotonic() > until:
                raise world.Unmeasured(
                    f"{len(writers.taken)} of {pairs} writable, {len(files)} files to come; the screen:\n{dashboard.screen.text}")
        writers.prove()
        # The rename is when the caller can see it; the kernel stamps it to a few milliseconds.
        told = max(os.stat(file).st_ctime_ns for file in fleet.files) / 1e9 - offset
        return (max(writers.taken.values()) - at) * 1000, (told - at) * 1000, (world.cpu(dashboard.pid) - cpu) * 1000
    finally:
        dashboard.end()
        fleet.end()


def measure(options):
    world.own_network()
    first_port = 7001
    for pairs, number, runs, goal in [
        (3, signal.SIGKILL, options.runs, 100), (3, signal.SIGSTOP, 2, 100 + FENCE_TIMEOUT),
        (options.pairs, signal.SIGKILL, 3, 1000),
        (options.pairs, signal.SIGSTOP, 1 if options.full else 0, 1000 + FENCE_TIMEOUT),
    ]:
        found = []
        for _ in range(runs):
            found.append(once(pairs, number, 10 if pairs < 50 else 1, first_port))
            first_port += 2 * pairs
        if not found:
            continue
        writable, told, cpu = (world.spread(column)["median"] for column in zip(*found))
        both = world.spread([max(writable, told) for writable, told, _ in found])
        name = "killed" if number == signal.SIGKILL else "hung"
        world.report(
            f"Enter to the last pair writable and every file delivered, {pairs} pairs, primary {name}", both["median"],
            "ms, median", goal, writable=writable, delivered=told, own_cpu=cpu, **both)
