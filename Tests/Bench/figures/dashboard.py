"""The built program in a terminal of its own, read as fast as it writes."""
import codecs, fcntl, os, pty, select, struct, termios, time

from . import world
from .screen import Screen

ENVIRONMENT = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}


class Dashboard:
    def __init__(self, *arguments, rows=40, columns=120):
        self.screen = Screen(rows, columns)
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.bytes = 0
        command = [str(world.RELEASE / "drtop"), *map(str, arguments)]
        environment = dict(ENVIRONMENT, HOME=str(world.folder()))
        self.began = time.monotonic()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            # The size is there before the program looks: no first frame for 80x24.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            world.die_with_us()
            os.execve(command[0], command, environment)
        world.remember(self.pid)

    def read(self, seconds):
        """What comes within that time, at once when something is there. Returns when it came; None: nothing did."""
        if not select.select([self.terminal], [], [], max(0, seconds))[0]:
            return None
        try:
            arrived = os.read(self.terminal, 65536)
        except OSError:
            arrived = b""
        at = time.monotonic()
        if not arrived:
            raise world.Unmeasured("drtop ended: " + " ".join(self.screen.text.split())[-300:])
        self.bytes += len(arrived)
        self.screen.feed(self.decode(arrived))
        return at

    def wait(self, condition, seconds, what):
        """When the bytes came that made the condition hold for the screen."""
        until = time.monotonic() + seconds
        at = time.monotonic()
        while not condition(self.screen):
            if time.monotonic() >= until:
                raise world.Unmeasured(f"not within {seconds} s: {what}; the screen:\n{self.screen.text}")
            at = self.read(min(0.1, until - time.monotonic())) or at
        return at

    def shows(self, words, seconds):
        return self.wait(lambda screen: words in screen.text, seconds, words)

    def drain(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(until - time.monotonic())

    def press(self, keys):
        """Returns when the key went in."""
        at = time.monotonic()
        os.write(self.terminal, keys.encode())
        return at

    def end(self):
        world.end(self.pid)
        os.close(self.terminal)
