"""From the alarm, as the journal has it, to the Alertmanager's webhook."""
import datetime, json, random, signal, socket, statistics, time

from . import world
from .receiver import Receiver
from .served import Served, one_pair

PORT, KIND = 7600, "second-alarm"


def measure(options):
    world.own_network()
    alerts = []

    def answer(path, body):
        if path == "/api/v2/alerts":
            # What has ended is told, too: often only after the next round has begun.
            alerts.extend((time.time(), alert["labels"]["alertname"]) for alert in json.loads(body) if fires(alert))
        return b"{}"

    receiver = Receiver(PORT, answer)
    fleet = one_pair()
    served = Served(
        fleet, ["  - {name: c0, uses: [s0]}"], f'notify:\n  - {{alertmanager: "http://127.0.0.1:{PORT}"}}')
    waits, moments = [], random.Random(7)
    try:
        for turn in range(options.runs):
            alerts.clear()
            fleet.processes[1][0].send_signal(signal.SIGSTOP)
            receiver.serve(lambda: any(kind == KIND for _, kind in alerts), 30, f"the alert {KIND}")
            told = next(at for at, kind in alerts if kind == KIND)
            waits.append((told - served.journal(f'"{KIND}"')) * 1000)
            fleet.processes[1][0].send_signal(signal.SIGCONT)
            receiver.serve(lambda: served.is_calm(), 60, "a calm system")
            time.sleep(moments.random())  # not in the engine's rhythm
        found = world.spread(waits)
        least = statistics.median(post(receiver) for _ in range(options.runs))
        world.report(
            "alarm to the Alertmanager's webhook", found["p99"], "ms, p99", 50, ratio=found["p99"] / least,
            floor=round(least, 2), **found)
    finally:
        served.end()
        receiver.end()


def fires(alert):
    return datetime.datetime.fromisoformat(alert["endsAt"]).timestamp() > time.time()


def post(receiver):
    """The floor: one request on a connection that is there, nothing else done."""
    link = socket.create_connection(("127.0.0.1", PORT))
    receiver.serve(lambda: len(receiver.links) > 0, 5, "a connection")
    taken = len(receiver.taken)
    began = time.monotonic()
    link.sendall(b"POST /floor HTTP/1.1\r\nHost: h\r\nContent-Length: 300\r\n\r\n" + b" " * 300)
    receiver.serve(lambda: len(receiver.taken) > taken, 5, "a request")
    link.close()
    return (time.monotonic() - began) * 1000
