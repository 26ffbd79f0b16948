// Sockets of the prober: what Glibc does not export to Swift, or what is a cast away from undefined behaviour there.
#pragma once
#include <stdint.h>
#include <sys/epoll.h>

/// A peer's address, ready for connect(2): a sockaddr_in or a sockaddr_in6. `length` 0: none.
struct socket_endpoint {
    uint32_t length;
    uint8_t bytes[28];
};

/// A numeric IPv4 or IPv6 address (with or without %zone). 1 when it was one, else 0: a name to be looked up.
int socket_endpoint_parse(const char *host, uint16_t port, struct socket_endpoint *endpoint);

/// Looks a name up; blocks for as long as the name service does. The number of addresses found, at most `capacity`, or
/// a negative EAI_ code for `socket_lookup_error`.
int socket_endpoint_lookup(const char *host, uint16_t port, struct socket_endpoint *endpoints, int capacity);
const char *socket_lookup_error(int code);

/// Begins a non-blocking connection (close-on-exec, TCP_NODELAY): the descriptor, or -errno.
int socket_connect(const struct socket_endpoint *endpoint);

/// The error that a connection ended with (SO_ERROR), 0 for none; clears it.
int socket_error(int descriptor);

/// Closes with a reset: nothing of ours lingers in TIME_WAIT, and what was not sent is not sent.
void socket_reset(int descriptor);

/// send(2) that neither blocks nor signals: bytes sent, or -errno.
long socket_send(int descriptor, const void *bytes, unsigned long count);

/// recv(2) that does not block: bytes received, 0 at the end, or -errno.
long socket_receive(int descriptor, void *bytes, unsigned long count);

/// Makes a timerfd go off once, after so many nanoseconds (more than 0).
void timer_arm(int timer, int64_t delay);

/// Names the calling thread (15 bytes at most) and keeps signals away from it: handlers run elsewhere.
void thread_prepare(const char *name);
