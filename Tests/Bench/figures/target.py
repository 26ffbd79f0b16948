"""Stands for every node of 127.0.0.0/8 where the peers' target is not there: answers PING and INFO, counts pings.

Called as a program: PORT COUNTERS. The counters are five 64-bit numbers; the second counts pings.
"""
import mmap, select, socket, sys

PONG = b"+PONG\r\n"


def info(host):
    text = (
        "# Server\r\nredis_version:7.0.15\r\nrun_id:%040x\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n"
        "master_repl_offset:0\r\n" % int.from_bytes(socket.inet_aton(host), "big")).encode()
    return b"$%d\r\n%s\r\n" % (len(text), text)


def main(port, path):
    with open(path, "wb") as file:
        file.write(bytes(4096))
    with open(path, "r+b") as file:
        counters = memoryview(mmap.mmap(file.fileno(), 4096)).cast("Q")
    listener = socket.create_server(("0.0.0.0", port), backlog=65535)
    listener.setblocking(False)
    poll = select.epoll()
    poll.register(listener, select.EPOLLIN)
    links = {}
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == listener.fileno():
                link, _ = listener.accept()
                link.setblocking(False)
                links[link.fileno()] = link
                poll.register(link, select.EPOLLIN)
                continue
            link = links[descriptor]
            try:
                asked = link.recv(65536)
            except OSError:
                asked = b""
            if not asked:
                del links[descriptor]
                link.close()
                continue
            counters[1] += asked.count(b"PING")
            answer = b"+OK\r\n" * asked.count(b"SETNAME") + PONG * asked.count(b"PING")
            link.send(answer + (info(link.getsockname()[0]) if b"INFO" in asked else b""))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
