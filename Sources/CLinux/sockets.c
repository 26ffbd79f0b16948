#define _GNU_SOURCE
#include "sockets.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int lookup(const char *host, uint16_t port, int flags, struct socket_endpoint *endpoints, int capacity) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags}, *found = 0;
    int code = getaddrinfo(host, 0, &hints, &found);
    if (code) return code < 0 ? code : -code;
    int count = 0;
    for (struct addrinfo *each = found; each && count < capacity; each = each->ai_next) {
        if (each->ai_addrlen > sizeof endpoints->bytes) continue;
        struct socket_endpoint *endpoint = endpoints + count;
        memset(endpoint, 0, sizeof *endpoint);
        memcpy(endpoint->bytes, each->ai_addr, each->ai_addrlen);
        // The port lies at the same place in both kinds of address: after the 16 bits of the family.
        uint16_t network_port = htons(port);
        memcpy(endpoint->bytes + offsetof(struct sockaddr_in, sin_port), &network_port, sizeof network_port);
        endpoint->length = each->ai_addrlen;
        count++;
    }
    freeaddrinfo(found);
    return count ? count : EAI_NONAME;
}

int socket_endpoint_parse(const char *host, uint16_t port, struct socket_endpoint *endpoint) {
    return lookup(host, port, AI_NUMERICHOST, endpoint, 1) == 1;
}

int socket_endpoint_lookup(const char *host, uint16_t port, struct socket_endpoint *endpoints, int capacity) {
    return lookup(host, port, 0, endpoints, capacity);
}

const char *socket_lookup_error(int code) { return gai_strerror(code); }

int socket_connect(const struct socket_endpoint *endpoint) {
    struct sockaddr_storage address;
    memset(&address, 0, sizeof address);
    memcpy(&address, endpoint->bytes, endpoint->length);
    int descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(descriptor, (struct sockaddr *)&address, endpoint->length) && errno != EINPROGRESS) {
        int error = errno;
        close(descriptor);
        return -error;
    }
    return descriptor;
}

int socket_error(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)) return errno;
    return error;
}

void socket_reset(int descriptor) {
    struct linger at_once = {1, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(descriptor);
}

long socket_send(int descriptor, const void *bytes, unsigned long count) {
    ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 ? -errno : sent;
}

long socket_receive(int descriptor, void *bytes, unsigned long count) {
    ssize_t received = recv(descriptor, bytes, count, MSG_DONTWAIT);
    return received < 0 ? -errno : received;
}

void timer_arm(int timer, int64_t delay) {
    struct itimerspec once = {{0, 0}, {delay / 1000000000, delay % 1000000000}};
    timerfd_settime(timer, 0, &once, 0);
}

void thread_prepare(const char *name) {
    sigset_t all;
    sigfillset(&all);
    // Faults of this very thread stay with it: the crash handler must see them.
    static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
    for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&all, faults[i]);
    pthread_sigmask(SIG_BLOCK, &all, 0);
    pthread_setname_np(pthread_self(), name);
}
