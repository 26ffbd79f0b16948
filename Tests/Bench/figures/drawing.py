"""The screen with 10,000 nodes a cluster at 200x60, beside htop, btop and the least that ncurses in C can do."""
import fcntl, json, mmap, os, pathlib, pty, select, shutil, statistics, struct, subprocess, termios, time

from . import heartbeats, startup, world
from .dashboard import ENVIRONMENT, Dashboard

ROWS, COLUMNS, NODES = 60, 200, 10_000


class Screen:
    """A program on a pseudo-terminal of that size; its standard input and output are pipes of ours."""

    def __init__(self, command, pipes=True):
        self.bytes = 0
        home = str(world.folder())
        self.first = None
        inner_input, self.input = os.pipe() if pipes else (None, None)
        self.output, inner_output = os.pipe() if pipes else (None, None)
        self.began = time.monotonic()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            world.die_with_us()
            if pipes:
                os.dup2(inner_input, 0)
                os.dup2(inner_output, 1)
                for descriptor in (inner_input, self.input, self.output, inner_output):
                    os.close(descriptor)
            os.execve(str(command[0]), [str(part) for part in command], dict(ENVIRONMENT, HOME=home))
        world.remember(self.pid)
        if pipes:
            os.close(inner_input)
            os.close(inner_output)

    def take(self, seconds):
        """What the terminal gets within that time. Returns False when there is nothing and nobody."""
        if not select.select([self.terminal], [], [], max(0, seconds))[0]:
            return True
        try:
            arrived = os.read(self.terminal, 65536)
        except OSError:
            return False
        if self.first is None and arrived:
            self.first = time.monotonic()
        self.bytes += len(arrived)
        return bool(arrived)

    def drain(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not self.take(until - time.monotonic()):
                raise world.Unmeasured("it ended")

    def answer(self, limit=120):
        """One line of JSON; the terminal is read meanwhile, and then empty."""
        text = b""
        until = time.monotonic() + limit
        while not text.endswith(b"\n"):
            if time.monotonic() > until:
                raise world.Unmeasured("no answer")
            ready, _, _ = select.select([self.terminal, self.output], [], [], 1)
            if self.terminal in ready:
                self.take(0)
            if self.output in ready:
                arrived = os.read(self.output, 4096)
                if not arrived:
                    raise world.Unmeasured("it ended without an answer")
                text += arrived
        while select.select([self.terminal], [], [], 0.05)[0] and self.take(0):
            pass
        return json.loads(text)

    def ask(self, what, count):
        """Returns its figures, and the bytes that it wrote for them."""
        before = self.bytes
        os.write(self.input, f"{what} {count}\n".encode())
        return self.answer(), self.bytes - before

    def end(self):
        world.end(self.pid)
        for descriptor in (self.terminal, self.input, self.output):
            if descriptor is not None:
                os.close(descriptor)


def measure(options):
    seconds = options.seconds
    bench = Screen([world.RELEASE / "drtop-bench", "screen", NODES])
    try:
        first, size = bench.ask("first", 1)
        world.report(
            "first snapshot to the first full frame", first["wall"] * 1000, "ms", 40, bytes=size,
            cpu_ms=round(first["cpu"] * 1000, 2))
        floor = least(seconds)
        for place, name in [("main", "the main screen"), ("map", "a sign a node, the whole screen")]:
            if place == "map":
                bench.ask("map", 1)
            view(bench, name, floor, seconds)
    finally:
        bench.end()
    for name in ("htop", "btop"):
        peer(name, seconds)
    program(options)


def view(bench, name, floor, seconds):
    bench.ask("calm", 1)
    bench.ask("unchanged", 5)
    unchanged, size = bench.ask("unchanged", 200)
    world.report(f"unchanged screen, {name}", size, "bytes in 200 frames", 0)
    bench.ask("changed", 20)
    changed, size = bench.ask("changed", 200)
    floor_size = floor["bytes"] / seconds
    world.report(
        f"1 % of {NODES} nodes changed, {name}", size / changed["frames"], "bytes a frame", 3072,
        ratio=size / changed["frames"] / floor_size, floor=round(floor_size))
    world.report(
        f"drawing a frame with 1 % changed, {name}", changed["cpu"] / changed["frames"] * 1000, "CPU ms", 2,
        slowest=round(changed["slowest"] * 1000, 2), unchanged=round(unchanged["cpu"] / 200 * 1000, 2))
    second, size = bench.ask("second", seconds)
    used = 100 * second["cpu"] / seconds
    least_used = 100 * floor["cpu"] / seconds
    world.report(
        f"drawing at 1 % change a second, 20 snapshots a second, {name}", used, "% of a core", 1,
        ratio=used / least_used, floor=round(least_used, 3), bytes_per_s=round(size / seconds),
        floor_bytes_per_s=round(floor["busy"] / seconds), frames_per_s=round(second["frames"] / seconds, 1))


def least(seconds):
    """ncurses in C: the same signs, the same changes, once a second for the bytes and twenty times for the rest."""
    program = world.folder() / "floor"
    source = pathlib.Path(__file__).parent / "floor.c"
    subprocess.run(["cc", "-O2", "-o", program, source, "-lncursesw", "-ltinfo"], check=True, capture_output=True)
    found = {}
    for name, frames in [("bytes", 1), ("busy", 20)]:
        screen = Screen([program, NODES // 100, seconds, frames])
        try:
            screen.drain(0.5)
            before = screen.bytes
            answer = screen.answer()
            found[name] = screen.bytes - before
            found["first"] = (screen.first - screen.began) * 1000
            found["cpu"] = answer["cpu"]
        finally:
            screen.end()
    world.report("the floor: start to its first bytes", found["first"], "ms", None)
    return found


def peer(name, seconds):
    """The programs that everybody knows, at one refresh a second; they show what this machine does, not 10,000 nodes."""
    path = shutil.which(name)
    if not path:
        return
    arguments = {"htop": ["-d", "10"], "btop": ["--utf-force"]}[name]
    screen = Screen([path, *arguments], pipes=False)
    try:
        screen.drain(3)
        before, cpu = screen.bytes, world.cpu(screen.pid)
        screen.drain(seconds)
        world.report(
            f"{name} at one refresh a second", 100 * (world.cpu(screen.pid) - cpu) / seconds, "% of a core", None,
            bytes_per_s=round((screen.bytes - before) / seconds),
            first_bytes_ms=round((screen.first - screen.began) * 1000, 1))
    finally:
        screen.end()


def program(options):
    """The whole program on as many nodes in all, at the same size."""
    peers = world.peers()
    binaries = heartbeats.build_peers(peers) if peers else None
    world.own_network()
    target = heartbeats.Target(binaries)
    settings, state = heartbeats.settings(options.nodes, world.folder()), world.folder()
    top, whole = [], []
    for place in range(options.starts + 1):
        dashboard = Dashboard("--state", state, settings, rows=ROWS, columns=COLUMNS)
        try:
            first = dashboard.wait(startup.has_top_lines, 5, "two top lines")
            boxes = dashboard.wait(startup.has_boxes, 30, "the clusters' boxes")
            if place:  # the first one warms the file cache
                top.append((first - dashboard.began) * 1000)
                whole.append((boxes - dashboard.began) * 1000)
        finally:
            dashboard.end()
    for name, waits, goal in [("two top lines", top, 40), ("whole first frame", whole, None)]:
        found = world.spread(waits)
        world.report(f"start to {name}, {options.nodes} nodes", found["median"], "ms, median", goal, **found)
    dashboard = Dashboard("--state", state, settings, rows=ROWS, columns=COLUMNS)
    try:
        dashboard.wait(lambda screen: "starting" not in screen.line(1), 30, "the end of the first round")
        dashboard.drain(5)
        heartbeats.keys(dashboard, options.keys, f"key to screen, {options.nodes} nodes, {COLUMNS}x{ROWS}", 30)
        lateness(dashboard, target, options)
    finally:
        dashboard.end()


def lateness(dashboard, target, options):
    """The heartbeats' ticks while the terminal is read, and while it is not: full to the brim, with keys that want more.
    A turn's percentile wavers by more than the goal, so there are many turns."""
    read, unread = [], []
    for _ in range(options.rounds * 3):
        dashboard.drain(1)
        read.append(gaps(target, options.seconds, lambda: dashboard.read(0)))
        dashboard.press("\x0c" * 20)
        unread.append(gaps(target, options.seconds, lambda: None))
    value = statistics.median(unread) - statistics.median(read)
    world.report(
        "tick lateness that a terminal which does not read adds", value, "ms, p99", 1,
        read=[round(each, 2) for each in read], unread=[round(each, 2) for each in unread])


def gaps(target, seconds, between):
    """The 99th percentile of the time between two moments at which heartbeats went out, in milliseconds."""
    with open(target.counters, "rb") as file:
        counters = mmap.mmap(file.fileno(), 4096, prot=mmap.PROT_READ)
    found, latest, count = [], time.monotonic(), counters[8:16]
    until = latest + seconds
    while latest < until:
        between()
        time.sleep(0.0002)
        if counters[8:16] != count:
            now, count = time.monotonic(), counters[8:16]
            found.append((now - latest) * 1000)
            latest = now
        elif time.monotonic() > until + 2:
            raise world.Unmeasured("no heartbeat goes out")
    return world.spread(found)["p99"]
