"""A web server that takes what is POSTed, at once, and remembers when: HTTP/1.1 with connections that stay."""
import re, select, socket, time

from . import world


class Receiver:
    def __init__(self, port, answer=lambda path, body: b"{}"):
        """- `answer`: the body of the answer, which is always 200."""
        self.taken = []
        self.listener = socket.create_server(("127.0.0.1", port), backlog=4096)
        self.listener.setblocking(False)
        self.poll, self.answer, self.links, self.unread = select.epoll(), answer, {}, {}
        self.poll.register(self.listener, select.EPOLLIN)

    def serve(self, condition, seconds, what="what was waited for"):
        """Serves until the condition holds."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise world.Unmeasured(f"not received within {seconds} s: {what}")
            for descriptor, _ in self.poll.poll(0.05, 256):
                if descriptor == self.listener.fileno():
                    link = self.listener.accept()[0]
                    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.links[link.fileno()], self.unread[link.fileno()] = link, b""
                    self.poll.register(link, select.EPOLLIN)
                else:
                    self.read(descriptor)

    def read(self, descriptor):
        link = self.links[descriptor]
        piece = link.recv(65536)
        if not piece:
            del self.links[descriptor], self.unread[descriptor]
            link.close()
            return
        text = self.unread[descriptor] + piece
        while b"\r\n\r\n" in text:
            head, rest = text.split(b"\r\n\r\n", 1)
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            length = int(length[1]) if length else 0
            if len(rest) < length:
                break
            body, text = rest[:length], rest[length:]
            path = head.split(b" ")[1].decode()
            self.taken.append(path)
            reply = self.answer(path, body)
            link.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
                len(reply), reply))
        self.unread[descriptor] = text

    def end(self):
        for link in [self.listener, *self.links.values()]:
            link.close()
