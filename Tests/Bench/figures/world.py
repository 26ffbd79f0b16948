"""What every figure needs: a network of its own, processes that cannot outlive the run, and one line of JSON a figure."""
import atexit, ctypes, fcntl, json, os, pathlib, shutil, signal, socket, statistics, struct, subprocess, sys, tempfile, time

PROJECT = pathlib.Path(__file__).resolve().parents[3]
RELEASE = pathlib.Path(os.environ.get("DRTOP_BUILD") or PROJECT / ".build/release")
LIBC = ctypes.CDLL(None, use_errno=True)
TICKS = os.sysconf("SC_CLK_TCK")
CLONE_NEWUSER, CLONE_NEWNET, PR_SET_PDEATHSIG = 0x10000000, 0x40000000, 1
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
_processes, _folders = [], []


class Unmeasured(Exception):
    """A figure could not be taken; says why."""


def peers():
    """The folder of the peers and the floor; None where there is none."""
    folder = pathlib.Path(os.environ.get("DRTOP_PEERS") or PROJECT.parent / "shared/bench")
    return folder if (folder / "target.c").exists() else None


def own_network():
    """Loopback of our own: no other program's load, ports or traffic is in the figures."""
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET
    if LIBC.unshare(flags):
        raise Unmeasured("no network namespace: " + os.strerror(ctypes.get_errno()) + "; run as root")
    with socket.socket() as any_socket:
        request = fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sh22x", b"lo", 0))
        up = struct.unpack("16sh22x", request)[1] | IFF_UP
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", up))
    for key, value in [("core/somaxconn", "65535"), ("ipv4/ip_local_port_range", "10000 65000")]:
        try:
            pathlib.Path("/proc/sys/net", key).write_text(value)
        except OSError:
            pass  # the default is enough for small figures


def die_with_us():
    """In a new child: it ends with us, also after kill -9."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command, log=None, **more):
    out = open(log, "ab") if log else subprocess.DEVNULL
    process = subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        preexec_fn=die_with_us, **more)
    _processes.append(process.pid)
    return process


def remember(pid):
    _processes.append(pid)


def end(pid):
    """Kills and reaps a child, stopped or not; may be called again."""
    if pid not in _processes:
        return
    _processes.remove(pid)
    for number in (signal.SIGKILL, signal.SIGCONT):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass


def run(command, limit=120, **more):
    """One line of JSON from a program that ends by itself."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=limit, preexec_fn=die_with_us, **more)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise Unmeasured(f"{command[0]}: {(done.stderr or done.stdout).strip()[-300:]}")
    return json.loads(lines[-1])


def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="drtop-bench-"))
    _folders.append(path)
    return path


def clean_up():
    for pid in list(_processes):
        end(pid)
    for path in _folders:
        shutil.rmtree(path, ignore_errors=True)
    _folders.clear()


atexit.register(clean_up)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, lambda number, _: sys.exit(128 + number))


def cpu(pid):
    """CPU seconds of all threads so far; those of ended threads too."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    fields = text[text.rindex(")") + 2:].split()
    coarse = (int(fields[11]) + int(fields[12])) / TICKS
    fine = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            fine += int(pathlib.Path(f"/proc/{pid}/task/{task}/schedstat").read_text().split()[0]) / 1e9
        except OSError:
            pass
    return max(coarse, fine)


def resident(pid):
    """MiB now, and the most that it ever was."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    values = dict(line.split(":", 1) for line in text.splitlines())
    return int(values["VmRSS"].split()[0]) / 1024, int(values["VmHWM"].split()[0]) / 1024


def spread(values):
    """Median, 99th percentile and extremes."""
    values = sorted(values)
    last = len(values) - 1
    return dict(
        runs=len(values), least=round(values[0], 2), median=round(statistics.median(values), 2),
        p99=round(values[min(last, int(0.99 * len(values)))], 2), most=round(values[last], 2))


def report(name, value, unit, goal, ratio=None, **details):
    """One figure. `goal` is what `value` may be at most, in the same unit; None: there is no goal."""
    line = dict(
        name=name, value=value if value is None else round(value, 2), unit=unit, goal=goal,
        met=None if goal is None or value is None else value <= goal,
        ratio=ratio if ratio is None else round(ratio, 3), load=round(os.getloadavg()[0], 2), **details)
    print(json.dumps(line), flush=True)


def wait(condition, seconds, what):
    """The first truthy value of `condition`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise Unmeasured(f"not within {seconds} s: {what}")
