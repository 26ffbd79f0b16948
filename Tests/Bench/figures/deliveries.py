"""1,000 callers that are called: webhooks until the last has acknowledged, keys until etcd shows the last."""
import base64, http.client, json, select, socket, statistics, time

from . import world
from .receiver import Receiver
from .served import Served, one_pair

PORT = 7500
KEYS = 64  # a transaction takes 128 operations, and each key is put and read back


def measure(options):
    world.own_network()
    webhooks(options.callers, options.publications)
    keys(options.callers, options.publications)


def spread(served, publications, publish, settle):
    """Milliseconds from the decision to publish an epoch until `publish` returns the moment of its end; `settle` waits for
    a condition, and goes on with whatever has to go on meanwhile."""
    waits = []
    for epoch in range(2, publications + 2):
        served.switch_over()
        end = publish(epoch)
        settle(lambda: served.shows(lambda status: status["phase"] == "synchronizing" and all(
            caller["applied"] == epoch for caller in status["callers"])), 60, f"epoch {epoch} everywhere")
        waits.append((end - served.journal(f"publish epoch {epoch}", 20_000)) * 1000)
    return world.spread(waits)


def webhooks(count, publications):
    told = {}

    def answer(path, body):
        epoch = json.loads(body)["epoch"]
        told.setdefault(epoch, {}).setdefault(path, time.time())
        return b'{"applied": %d}' % epoch

    receiver = Receiver(PORT, answer)
    fleet = one_pair()
    served = Served(
        fleet, [f'  - {{name: c{place}, uses: [s0], deliver: [{{webhook: "http://127.0.0.1:{PORT}/c{place}"}}]}}'
                for place in range(count)])

    def publish(epoch):
        receiver.serve(lambda: len(told.get(epoch, {})) == count, 60, f"{count} webhooks of epoch {epoch}")
        return max(told[epoch].values())

    try:
        publish(1)
        found = spread(served, publications, publish, receiver.serve)
        least = statistics.median(posts(receiver, count) for _ in range(publications))
        world.report(
            f"publish to {count} webhooks acknowledged", found["p99"], "ms, p99", 2000, ratio=found["p99"] / least,
            floor=round(least, 1), **found)
    finally:
        served.end()
        receiver.end()


def posts(receiver, count):
    """The floor: so many requests that are ready, over 64 connections, nothing else done."""
    body = b"POST /floor HTTP/1.1\r\nHost: h\r\nContent-Length: 300\r\n\r\n" + b'{"epoch":0}' + b" " * 289
    answered, poll, links = 0, select.epoll(), {}
    began = time.monotonic()
    for _ in range(64):
        link = socket.create_connection(("127.0.0.1", PORT))
        links[link.fileno()] = link
        poll.register(link, select.EPOLLIN)
        link.sendall(body)
    sent = len(links)
    while answered < count:
        receiver.serve(turn(), 5)
        for descriptor, _ in poll.poll(0):
            answered += links[descriptor].recv(65536).count(b"HTTP/1.1 200")
            if sent < count:
                links[descriptor].sendall(body)
                sent += 1
    for link in links.values():
        link.close()
    return (time.monotonic() - began) * 1000


def turn():
    """True when it is asked the second time: one look at what has come."""
    asked = iter([False])
    return lambda: next(asked, True)


def etcd(folder):
    process = world.start([
        "etcd", "--data-dir", folder / "etcd", "--listen-client-urls", f"http://127.0.0.1:{PORT}",
        "--advertise-client-urls", f"http://127.0.0.1:{PORT}", "--listen-peer-urls", f"http://127.0.0.1:{PORT + 1}",
        "--initial-advertise-peer-urls", f"http://127.0.0.1:{PORT + 1}", "--initial-cluster",
        f"default=http://127.0.0.1:{PORT + 1}"], log=folder / "etcd.log")

    def leads():
        try:
            return transaction(http.client.HTTPConnection("127.0.0.1", PORT, timeout=5), [("/first", "{}")])
        except (OSError, http.client.HTTPException):
            return False
    world.wait(leads, 30, "etcd has a leader")
    return process


def text(data):
    return base64.b64encode(data.encode()).decode()


def transaction(connection, pairs):
    operations = []
    for key, value in pairs:
        operations += [dict(requestPut=dict(key=text(key), value=text(value))), dict(requestRange=dict(key=text(key)))]
    connection.request("POST", "/v3/kv/txn", json.dumps(dict(success=operations)))
    return b'"succeeded":true' in connection.getresponse().read()


class Watch:
    """Hears of every key below /storage/ when it is written."""

    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", PORT))
        body = json.dumps(dict(create_request=dict(key=text("/storage/"), range_end=text("/storage0"))))
        self.socket.sendall(f"POST /v3/watch HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        self.rest, self.keys = b"", {}

    def take(self):
        """Key and value of each line's events, with the moment."""
        self.rest += self.socket.recv(1 << 20)
        at = time.time()
        *lines, self.rest = self.rest.split(b"\n")
        for line in lines:
            if not line.startswith(b'{"result"'):
                continue
            for event in json.loads(line)["result"].get("events", []):
                pair = event["kv"]
                epoch = json.loads(base64.b64decode(pair["value"])).get("epoch")
                self.keys.setdefault(epoch, {}).setdefault(pair["key"], at)


def keys(count, publications):
    fleet = one_pair()
    process = etcd(fleet.folder)
    watch = Watch()
    served = Served(
        fleet, [f'  - {{name: c{place}, uses: [s0], deliver: [{{etcd: "http://127.0.0.1:{PORT}", '
                f'key: /storage/c{place}}}]}}' for place in range(count)])

    def publish(epoch):
        watch.socket.settimeout(60)
        while len(watch.keys.get(epoch, {})) < count:
            watch.take()
        return max(watch.keys[epoch].values())

    try:
        publish(1)
        found = spread(served, publications, publish, world.wait)
        least = statistics.median(puts(count) for _ in range(publications))
        world.report(
            f"publish to {count} etcd keys", found["p99"], "ms, p99", 500, ratio=found["p99"] / least,
            floor=round(least, 1), **found)
    finally:
        served.end()
        world.end(process.pid)


def puts(count):
    """The floor: the same transactions, one after the other on one connection, nothing else done."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    pairs = [(f"/floor/{place}", "x" * 300) for place in range(count)]
    began = time.monotonic()
    for start in range(0, count, KEYS):
        if not transaction(connection, pairs[start:start + KEYS]):
            raise world.Unmeasured("etcd refuses the floor's transaction")
    return (time.monotonic() - began) * 1000
