"""10,000 nodes at one heartbeat a second: the prober beside the floor, the whole program beside HAProxy."""
import json, os, pathlib, random, statistics, subprocess, sys, time

from . import world
from .dashboard import Dashboard

PORT = 7000


def address(place):
    return f"127.{1 + place // 250 // 256}.{place // 250 % 256}.{place % 250 + 1}"


class Target:
    """One process that stands for every node: the peers' own, or a small one in Python where they are not there."""

    def __init__(self, binaries):
        self.counters = world.folder() / "counters"
        program = [binaries / "target"] if binaries else [sys.executable, pathlib.Path(__file__).parent / "target.py"]
        world.start([*program, PORT, self.counters])
        world.wait(lambda: self.counters.exists() and self.counters.stat().st_size, 10, "the target")
        time.sleep(0.2)

    def pings(self):
        return int.from_bytes(self.counters.read_bytes()[8:16], "little")


def build_peers(peers):
    """Where the target and the floor are, built from the peers' sources."""
    home = world.PROJECT / ".build/bench"
    subprocess.run([peers / "build.sh"], check=True, capture_output=True, env=dict(os.environ, BENCH_DIR=str(home)))
    return home / "bin"


def settings(nodes, folder):
    """Two clusters of half the nodes each, in racks of 20; nothing is acted on."""
    lines = ["system:", "  name: bench", "  environment: bench", "failover:", "  mode: observe", "clusters:"]
    for side, (name, role, letter) in enumerate([("fra1", "primary", "a"), ("ams2", "backup", "b")]):
        lines += [f"  - name: {name}", f"    role: {role}", f"    nodes-from: {name}.csv"]
        table = ["name,address,zone,rack,pair"]
        for place in range(nodes // 2):
            table.append(
                f"{letter}{place},{address(side * nodes // 2 + place)}:{PORT},z{place // 500},r{place // 20},"
                + (f"a{place}" if side else ""))
        (folder / f"{name}.csv").write_text("\n".join(table) + "\n")
    path = folder / "drtop.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def measure(options):
    nodes, rounds, seconds = options.nodes, options.rounds, options.seconds
    peers = world.peers()
    binaries = build_peers(peers) if peers else None
    haproxy = start_haproxy(peers, nodes) if peers else None
    world.own_network()
    target = Target(binaries)
    prober(nodes, rounds, seconds, binaries)
    dashboard = Dashboard("--state", world.folder(), settings(nodes, world.folder()))
    try:
        whole_program(dashboard, target, nodes, rounds, seconds, haproxy)
        keys(dashboard, options.keys)
    finally:
        dashboard.end()


def prober(nodes, rounds, seconds, binaries):
    """In turns with the floor, so that both see the same machine."""
    ours, floors = [], []
    for _ in range(rounds):
        if binaries:
            floors.append(world.run([binaries / "floor", "ping", nodes, seconds, PORT, 1])["cpu_s_per_M"])
        found = world.run([world.RELEASE / "drtop-bench", "heartbeats", nodes, seconds, PORT])
        if found["bad"] or found["ok"] < 0.98 * nodes * seconds:
            raise world.Unmeasured(f"the prober missed heartbeats: {found}")
        ours.append(found["cpu_s_per_M"])
    value = statistics.median(ours)
    floor = statistics.median(floors) if floors else None
    world.report(
        f"prober, CPU of a heartbeat, {nodes} nodes", value, "CPU s/1M", floor and round(1.15 * floor, 2),
        ratio=floor and value / floor, floor=floor, all=[round(each, 2) for each in ours])


def start_haproxy(peers, nodes):
    """HAProxy's redis check in a network of its own; its figure is read at the end."""
    environment = dict(os.environ, BENCH_DIR=str(world.PROJECT / ".build/bench"))
    return lambda: world.run(
        [sys.executable, "-B", peers / "heartbeat_peer.py", "haproxy-redis", nodes, 8, 5, 2], env=environment)


def whole_program(dashboard, target, nodes, rounds, seconds, haproxy):
    dashboard.shows("ams2", 10)
    dashboard.wait(lambda screen: "starting" not in screen.line(1), 30, "the end of the first round")
    dashboard.drain(5)
    used = []
    bytes_before, began = dashboard.bytes, time.monotonic()
    for _ in range(rounds):
        cpu, pings = world.cpu(dashboard.pid), target.pings()
        dashboard.drain(seconds)
        cpu, pings = world.cpu(dashboard.pid) - cpu, target.pings() - pings
        if pings < 0.98 * nodes * seconds:
            raise world.Unmeasured(f"drtop asked {pings} times in {seconds} s")
        used.append(cpu / pings * 1e6)
    rate = (dashboard.bytes - bytes_before) / (time.monotonic() - began)
    now, most = world.resident(dashboard.pid)
    value = statistics.median(used)
    peer = haproxy()["cpu_s_per_M"] if haproxy else None
    world.report(
        f"whole program, CPU of a heartbeat, {nodes} nodes", value, "CPU s/1M", peer and round(0.4 * peer, 2),
        ratio=peer and value / peer, haproxy=peer, all=[round(each, 2) for each in used],
        verdict=dashboard.screen.line(1), screen_bytes_per_s=round(rate))
    world.report(f"whole program, memory, {nodes} nodes", now, "MiB", 64, most=round(most, 1))


def keys(dashboard, count, name="key to screen", goal=30):
    """`?` opens help, Esc closes it; each at another moment of the second."""
    waits = []
    moments = random.Random(7)
    for _ in range(count):
        dashboard.drain(0.35 + moments.random() / 2)
        # Help is the only box that explains this key.
        at = dashboard.press("?")
        waits.append((dashboard.shows("All keys", 5) - at) * 1000)
        dashboard.drain(0.05)
        dashboard.press("\x1b")
        dashboard.wait(lambda screen: "All keys" not in screen.text, 5, "help closes")
    found = world.spread(waits)
    world.report(name, found["p99"], "ms, p99", goal, **found)
