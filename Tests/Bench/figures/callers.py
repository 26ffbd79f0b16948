"""1,000 callers that watch: from the decision to publish until the last of them is told."""
import multiprocessing, os, select, socket, statistics, time

from . import world
from .served import Served, one_pair, secret

PORT = 7420


class Watchers:
    """Event streams of callers, read as fast as they come."""

    def __init__(self, ports_and_requests):
        self.poll, self.streams, self.rest = select.epoll(), {}, {}
        for port, request in ports_and_requests:
            stream = socket.create_connection(("127.0.0.1", port), 30)
            stream.sendall(request)
            self.streams[stream.fileno()] = stream
            self.rest[stream.fileno()] = b""
            self.poll.register(stream, select.EPOLLIN)

    def told(self, mark, seconds):
        """When each of them had read the mark, as seconds since 1970."""
        missing, times, until = set(self.streams), [], time.monotonic() + seconds
        while missing:
            if time.monotonic() > until:
                raise world.Unmeasured(f"{len(missing)} of {len(self.streams)} were not told within {seconds} s")
            for descriptor, _ in self.poll.poll(0.2, 1000):
                text = self.rest[descriptor] + self.streams[descriptor].recv(65536)
                if descriptor in missing and mark in text:
                    times.append(time.time())
                    missing.discard(descriptor)
                self.rest[descriptor] = text[-40:]
        return times

    def end(self):
        for stream in self.streams.values():
            stream.close()


def dead(count, place, request):
    """Readers that never read: their own kernel takes as little as it can."""
    found = []
    for _ in range(count):
        reader = socket.socket(socket.AF_INET if isinstance(place, tuple) else socket.AF_UNIX)
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        reader.connect(place)
        reader.sendall(request)
        found.append(reader)
    return found


def request(caller):
    return (f"GET /v1/systems/bench/callers/{caller}/configuration HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
            f"Authorization: Bearer token-{caller}\r\nAccept: text/event-stream\r\n\r\n").encode()


def fan_out(listener, bell, event, count):
    """The floor: a process that does nothing else than write the event to everybody, one after another."""
    world.die_with_us()
    streams = [listener.accept()[0] for _ in range(count)]
    bell.send("all are here")
    while bell.recv() == "tell":
        at = time.time()
        for stream in streams:
            stream.sendall(event)
        bell.send(at)


def floor(count, event, rounds):
    """Milliseconds from the first write to the last of so many told."""
    ours, its = multiprocessing.Pipe()
    listener = socket.create_server(("127.0.0.1", PORT + 1), backlog=4096)
    process = multiprocessing.Process(target=fan_out, args=(listener, its, event, count), daemon=True)
    process.start()
    watchers = Watchers((PORT + 1, b"x") for _ in range(count))
    ours.recv()
    waits = []
    for _ in range(rounds):
        ours.send("tell")
        told = watchers.told(event[-20:], 30)
        waits.append((max(told) - ours.recv()) * 1000)
    ours.send("end")
    process.join(5)
    watchers.end()
    listener.close()
    return waits


def measure(options):
    world.own_network()
    count = options.callers
    fleet = one_pair()
    lines = []
    for place in range(count):
        file = secret(fleet.folder, f"token{place}", f"token-c{place}")
        lines.append(f"  - {{name: c{place}, uses: [s0], token-file: {file}}}")
    served = Served(fleet, lines, f'interface:\n  listen: "127.0.0.1:{PORT}"')
    quiet = world.resident(served.process.pid)[0]
    watchers = Watchers((PORT, request(f"c{place}")) for place in range(count))
    epoch = 1
    watchers.told(b'"epoch":1,', 60)

    def publish():
        nonlocal epoch
        epoch += 1
        served.switch_over()
        told = watchers.told(b'"epoch":%d,' % epoch, 60)
        time.sleep(0.5)  # what follows a publication is not measured with the next
        decided = served.journal(f"publish epoch {epoch}", 20_000)
        return (max(told) - decided) * 1000, (max(told) - min(told)) * 1000

    found = [publish() for _ in range(options.publications)]
    now, most = world.resident(served.process.pid)
    # Of a caller's small document a dead reader's kernel takes many; a state is a hundred times as large.
    local = b"GET /v1/state HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
    silent = dead(100, ("127.0.0.1", PORT), request("c0")) + dead(5, str(served.socket), local)
    time.sleep(5)
    beside = [publish() for _ in range(options.publications)]
    for reader in silent:
        reader.close()
    event = (b"event: configuration\nid: %d\ndata: " % epoch + b"x" * 300 + b"\n\n")
    least = statistics.median(floor(count, event, options.publications))
    waits, others = world.spread([wait for wait, _ in found]), world.spread([wait for wait, _ in beside])
    world.report(
        f"publish to the last of {count} event streams told", waits["p99"], "ms, p99", 250,
        ratio=waits["p99"] / least, floor=least, first_to_last=world.spread([width for _, width in found])["median"],
        **waits)
    world.report(
        f"the same beside 105 dead readers", others["p99"], "ms, p99", 250, ratio=others["median"] / waits["median"],
        without=waits["median"], **others)
    world.report(f"memory, {count} event streams", now, "MiB", 100, most=round(most, 1), before=round(quiet, 1))
    watchers.end()
    served.end()
