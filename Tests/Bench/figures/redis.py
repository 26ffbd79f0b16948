"""Two clusters of real redis-servers, paired and in sync, and the settings file that names them."""
import socket, time

from . import world


class Link:
    """One connection, one question at a time."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.file = self.socket.makefile("rb")

    def ask(self, *words):
        self.send(*words)
        return self.read()

    def send(self, *words):
        words = [str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))

    def read(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2].decode()
        if kind == b"$":
            return None if int(rest) < 0 else self.file.read(int(rest) + 2)[:-2].decode(errors="replace")
        if kind == b"*":
            return [self.read() for _ in range(int(rest))]
        if not kind:
            raise EOFError
        return ("ERR " if kind == b"-" else "") + rest

    def close(self):
        self.file.close()
        self.socket.close()


class Fleet:
    def __init__(self, pairs, first_port=7001, hertz=10):
        self.pairs, self.hertz = pairs, hertz
        self.folder = world.folder()
        self.ports = [range(first_port, first_port + pairs), range(first_port + pairs, first_port + 2 * pairs)]
        self.processes = [[], []]
        for side in (0, 1):
            for port in self.ports[side]:
                self.processes[side].append(self.start(port, self.ports[0][port - self.ports[1][0]] if side else None))
            for port in self.ports[side]:
                self.answers(port)
        for port in self.ports[1]:
            world.wait(lambda: "master_link_status:up" in self.ask(port, "INFO", "replication"), 60, f"{port} in sync")

    def start(self, port, source):
        home = self.folder / str(port)
        home.mkdir()
        # A file, so that CONFIG REWRITE has what it would have in earnest.
        lines = [
            f"port {port}", "bind 127.0.0.1", f"dir {home}", 'save ""', "appendonly no", "repl-diskless-sync-delay 0",
            f"hz {self.hertz}"]
        if source:
            lines.append(f"replicaof 127.0.0.1 {source}")
        (home / "redis.conf").write_text("\n".join(lines) + "\n")
        return world.start(["redis-server", home / "redis.conf"], log=home / "log")

    def answers(self, port):
        def try_once():
            try:
                return self.ask(port, "PING") == "PONG"
            except OSError:
                return False
        world.wait(try_once, 60, f"redis-server on {port}")

    def ask(self, port, *words):
        link = Link(port)
        try:
            return link.ask(*words)
        finally:
            link.close()

    def signal_primaries(self, number):
        """Returns when the last signal went out."""
        for process in self.processes[0]:
            process.send_signal(number)
        return time.monotonic()

    def settings(self, callers=0, more=""):
        """The path of a settings file with one service a pair and so many callers, each with a file of its own."""
        lines = ["system:", "  name: bench", "  environment: bench", more, "clusters:"]
        for name, role, letter, ports in zip(["fra1", "ams2"], ["primary", "backup"], "ab", self.ports):
            lines += [f"  - name: {name}", f"    role: {role}", "    nodes:"]
            lines += [f'      - {{name: {letter}{place}, address: "127.0.0.1:{port}"}}' for place, port in enumerate(ports)]
        lines.append("services:")
        lines += [f"  - {{name: s{place}, interface: redis, nodes: [a{place}]}}" for place in range(self.pairs)]
        if callers:
            lines.append("callers:")
        self.files = [self.folder / f"caller{place}.json" for place in range(callers)]
        for place, file in enumerate(self.files):
            lines += [f"  - {{name: c{place}, uses: [s{place % self.pairs}], deliver: [{{file: {file}}}]}}"]
        path = self.folder / "drtop.yaml"
        path.write_text("\n".join(lines) + "\n")
        return path

    def end(self):
        for process in sum(self.processes, []):
            world.end(process.pid)
