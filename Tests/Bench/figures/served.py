"""`drtop serve` over two clusters of one real redis-server each, asked and commanded on its Unix socket."""
import http.client, json, os, socket, subprocess, time, uuid

from . import world
from .redis import Fleet


class LocalConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Served:
    """- `callers`: the lines of the settings below `callers:`; `more`: whole further sections."""

    def __init__(self, fleet, callers, more=""):
        self.fleet, self.socket = fleet, fleet.folder / "state/bench/operators"
        text = "heartbeat: {hold: 500ms, recovery-hold: 1s}\n" + more
        self.settings = fleet.settings(more=text + "\ncallers:\n" + "\n".join(callers))
        self.state = fleet.folder / "state"
        self.log = fleet.folder / "serve.log"
        self.process = world.start(
            [world.RELEASE / "drtop", "serve", self.settings, "--state", self.state], log=self.log)
        world.wait(lambda: self.shows(
            lambda status: status["phase"] == "synchronizing" and status["epoch"] > 0), 60, "drtop is at work")

    def ask(self, path, body=None):
        connection = LocalConnection(self.socket)
        try:
            headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())} if body else {}
            connection.request("POST" if body else "GET", path, body and json.dumps(body), headers)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def shows(self, condition):
        if self.process.poll() is not None:
            raise world.Unmeasured("drtop has ended: " + self.log.read_text()[-500:])
        try:
            status = self.ask("/v1/state")
            return "phase" in status and condition(status)  # else: it has not looked yet
        except (OSError, http.client.HTTPException):
            return False

    def is_calm(self):
        return self.shows(lambda status: status["phase"] == "synchronizing" and all(
            alarm["state"] in ("GONE", "ACKED") for alarm in status["alarms"]))

    def switch_over(self):
        """Confirms a switchover, which publishes the next epoch; whoever calls waits for it."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            plan = self.ask("/v1/plan/switchover")
            if plan["possible"]:
                answer = self.ask("/v1/commands", dict(
                    command="switchover", plan=plan["fingerprint"], type=plan["target"], operator="bench"))
                if not answer.get("refused"):
                    return
            time.sleep(0.05)
        raise world.Unmeasured(f"no switchover within 60 s: {plan}; {answer if plan['possible'] else ''}")

    def journal(self, words, newest=200):
        """Seconds since 1970 of the newest entry that holds the words."""
        done = subprocess.run(
            [world.RELEASE / "drtop", "log", self.settings, "--state", self.state, "--json", "--last", str(newest)],
            capture_output=True, text=True, timeout=30)
        found = [json.loads(line)["time"] for line in done.stdout.splitlines() if words in line]
        if not found:
            raise world.Unmeasured(f"the journal does not say: {words}: {done.stdout[-2000:]}{done.stderr}")
        return found[-1]

    def end(self):
        world.end(self.process.pid)
        self.fleet.end()


def secret(folder, name, text):
    """A file that others cannot read."""
    path = folder / name
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text + "\n")
    return path


def one_pair():
    return Fleet(1)
