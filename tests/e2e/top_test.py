# SPDX-License-Identifier: Apache-2.0
"""shunt top: in a real terminal (a pty, read by a terminal emulator), and as lines without one."""

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from scenario import Skipped, expect, expect_equal, failed_line, main, scenario
from lab.command import PATIENCE, Expired, wait_until
from lab.shunt import configuration, web_service
from lab.topology import BACKENDS

try:
    import pyte
except ImportError:
    pyte = None


class Screen:
    """shunt top at a terminal of its own."""

    def __init__(self, lab, *arguments, columns=100, rows=24, term="screen-256color", **environment):
        if pyte is None:
            raise Skipped("needs python3-pyte")
        self.master, slave = pty.openpty()
        self.raw, self.child = b"", None
        self.emulator = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.emulator)
        self.before = termios.tcgetattr(slave)
        self.size(columns, rows)
        command = lab.topology["shunt"].command(lab.binary, "top", "--interval", "300ms", *arguments)
        env = {**os.environ, "TERM": term, "SHUNT_SOCKET": lab.shunt.socket, **environment}
        self.child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=env, preexec_fn=lambda: take(slave))
        self.slave = slave

    def size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if self.child:
            self.emulator.resize(rows, columns)

    def read(self, seconds=0.1):
        while select.select([self.master], [], [], seconds)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            self.raw += data
            self.stream.feed(data)
            seconds = 0

    def text(self):
        self.read()
        return "\n".join(self.emulator.display)

    def wait(self, words, deadline=15):
        found = []

        def shown():
            text = self.text()
            found[:] = [text] if re.search(words, text) else []
            return found

        try:
            wait_until(f"{words!r} on the screen", shown, deadline=deadline)
        except Expired:
            print(self.text())
            raise
        return found[0]

    def press(self, keys):
        os.write(self.master, keys.encode())

    def end(self):
        """The status it ends with; the terminal is as it was."""
        deadline = time.monotonic() + 10 * PATIENCE
        while self.child.poll() is None and time.monotonic() < deadline:
            self.read(0.05)
        self.read()
        expect(self.child.poll() is not None, "it does not end")
        expect_equal(termios.tcgetattr(self.slave), self.before, "settings of the terminal")
        expect(b"\x1b[?1049l" in self.raw[-300:], "the screen from before is not back", self.raw[-300:])
        return self.child.returncode

    def close(self):
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        os.close(self.master)
        os.close(self.slave)


def take(slave):
    """In the child: the terminal is its own."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


@contextlib.contextmanager
def screen(lab, *arguments, **options):
    shown = Screen(lab, *arguments, **options)
    try:
        yield shown
    finally:
        shown.close()


def serve(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service(), web_service(6)))


@contextlib.contextmanager
def traffic(lab):
    """Requests all the time."""
    script = "while :; do curl -s -o /dev/null -m 2 http://192.0.2.10/; done"
    child = subprocess.Popen(lab.client.command("sh", "-c", script), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True)
    try:
        yield
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@scenario("shunt top shows rates, and keys lead through services, backends, interfaces, CPUs, drops and help")
def keys(lab):
    serve(lab)
    with traffic(lab), screen(lab) as top:
        text = top.wait(r"web4 +[1-9]")
        print(text)
        expect("web6" in text and "PACKETS/S" in text and "3 of 3 ready" in text, text)
        top.press("\r")
        text = top.wait(r"198\.51\.100\.\d+ +[1-9].*ready")
        expect(all(backend.address(4) in text for backend in BACKENDS), text)
        top.press("\x1b")
        top.wait("web6")
        top.press("2")
        top.wait(r"eth0 +[1-9].*native")
        top.press("3")
        top.wait(r"cpu 0 .*\n.*cpu 1 ")
        print(top.wait("####"))
        top.press("4")
        top.wait("DROPS/S")
        top.press("1/WEB6\r")
        wait_until("only web6", lambda: "web6" in top.text() and "web4" not in top.text())
        top.press("\x1b")
        top.wait("web4")
        top.press("?")
        top.wait("r: reverse")
        top.press("?p")
        top.wait("PAUSED")
        top.press("p+")
        top.wait("every 0.5s")
        top.press("q")
        expect_equal(top.end(), 0, "status")


@scenario("shunt top fits every size, follows a resize, and has no colour where none is wanted")
def sizes(lab):
    serve(lab)
    with screen(lab, columns=40, rows=10, NO_COLOR="1") as top:
        text = top.wait(r"web4 ")
        expect("PACKETS/S" in text and "packets/s" in text, text)
        print(text)
        top.size(200, 60)
        top.wait("3 of 3 ready")
        top.size(20, 3)
        top.read(0.5)
        top.size(80, 24)
        top.wait(r"\? help")
        expect(not re.search(rb"\x1b\[[0-9;]*3[0-7]m", top.raw), "colours in spite of NO_COLOR")
        top.press("q")
        expect_equal(top.end(), 0, "status")


@scenario("shunt top gives the terminal back whatever ends or stops it")
def signals(lab):
    serve(lab)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with screen(lab) as top:
            top.wait("web4")
            top.child.send_signal(number)
            expect_equal(top.end(), -number, "status")
    with screen(lab) as top:
        top.wait("web4")
        top.press("\x03")
        expect_equal(top.end(), -signal.SIGINT, "status after Ctrl-C")
    with screen(lab) as top:
        top.wait("web4")
        top.child.send_signal(signal.SIGTSTP)
        wait_until("a stopped process", lambda: process_state(top.child.pid) == "T")
        top.read()
        expect(b"\x1b[?1049l" in top.raw[-300:], "the terminal is not given back while it is stopped")
        top.emulator.reset()
        top.child.send_signal(signal.SIGCONT)
        top.wait("web4")
        top.press("q")
        expect_equal(top.end(), 0, "status")


def process_state(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        return stat.read().rsplit(") ", 1)[1][0]


@scenario("shunt top says that the controller is gone, finds the next one, and answers keys while one hangs")
def restart(lab):
    serve(lab)
    with screen(lab) as top:
        top.wait("web4")
        lab.shunt.stop(signal.SIGKILL)
        top.wait("trying again: cannot reach the controller")
        expect("web4" in top.text(), "what was known is gone")
        lab.shunt.start()
        text = top.wait("started anew")
        expect("-1" not in text and "trying again" not in text, text)
        lab.shunt.process.child.send_signal(signal.SIGSTOP)
        try:
            time.sleep(1)  # so that a question waits for its answer
            top.press("?")
            top.wait("r: reverse")
            top.press("q")
            expect_equal(top.end(), 0, "status")
        finally:
            lab.shunt.process.child.send_signal(signal.SIGCONT)


@scenario("without a terminal, shunt top writes blocks of lines and ends after --count, as with TERM=dumb")
def lines(lab):
    serve(lab)
    with traffic(lab):
        result = lab.shunt.ask("top", "--count", "2", "--interval", "500ms")
        print(result.stdout)
        blocks = result.stdout.split("total time=")[1:]
        expect_equal(len(blocks), 2, "blocks")
        for block in blocks:
            found = dict(re.findall(r"^service name=(\w+) packets=([\d.]+) bits=", block, re.M))
            expect(float(found["web4"]) > 0 and float(found["web6"]) == 0, block)
            expect(re.search(r"^cpu name=\"cpu 0\" packets=[\d.]+ share=", block, re.M), block)
            expect(re.search(r"^interface name=eth0 packets=[\d.]+ .*state=native$", block, re.M), block)
        only = lab.shunt.ask("top", "--count", "1", "--interval", "200ms", "--filter", "web6", "--sort", "name").stdout
        expect_equal(re.findall(r"^service name=(\w+)", only, re.M), ["web6"], "filtered")
        backends = lab.shunt.ask("top", "web4", "--count", "1", "--interval", "200ms").stdout
        expect_equal(len(re.findall(r"^backend name=", backends, re.M)), 3, "backends")
        rows = lab.shunt.ask("top", "--json", "--count", "2", "--interval", "200ms").stdout.splitlines()
        expect_equal([sorted(json.loads(row)) for row in rows], 2 * [
            ["alarms", "bits", "cpus", "drops", "flows", "interfaces", "packets", "reasons", "services", "taken_at"]], "keys")
    with screen(lab, "--count", "1", term="dumb") as top:
        wait_until("its end", lambda: top.read() or top.child.poll() is not None)
        expect(b"total time=" in top.raw and b"\x1b" not in top.raw, top.raw)
    expect("no service mail" in failed_line(lab.shunt.ask("top", "mail", "--count", "1", check=False)), "unknown service")
    lab.shunt.stop()
    expect("cannot reach the controller" in failed_line(lab.shunt.ask("top", "--count", "1", check=False)), "no controller")


if __name__ == "__main__":
    main()
