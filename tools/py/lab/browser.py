# SPDX-License-Identifier: Apache-2.0
"""Chromium without a screen, in a namespace, spoken to over a pipe by its DevTools protocol: no port, no driver.

The profile is new each time. What the page logs, what it asks of the network and what goes wrong is kept.
"""

import base64
import json
import os
import queue
import shutil
import subprocess
import threading

from lab.certificates import key_hash
from lab.command import Expired, wait_until

PROGRAM = "chromium"
OPTIONS = ["--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage",
           "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
           "--disable-sync", "--disable-extensions", "--disable-default-apps", "--metrics-recording-only", "--hide-scrollbars",
           "--force-color-profile=srgb", "--password-store=basic", "about:blank"]
KEYS = {"Tab": 9, "Enter": 13, "Space": 32, "ArrowDown": 40, "ArrowUp": 38}


def is_installed():
    return shutil.which(PROGRAM) is not None


class PageError(Exception):
    """A script in the page threw, or DevTools refused a command."""


class Browser:
    """Use it as a context. home: a folder for its files. trusts: certificates of servers, as PEM files."""

    def __init__(self, namespace, home, trusts=()):
        self.namespace, self.home = namespace, home
        self.options = [f"--ignore-certificate-errors-spki-list={','.join(map(key_hash, trusts))}"] if trusts else []
        self.requests, self.errors = [], []
        self.credentials, self.asked_for_password = [], []
        self.answers, self.number, self.session = queue.Queue(), 0, None
        self.sending = threading.Lock()

    def __enter__(self):
        os.makedirs(self.home)
        to_read, self.out = os.pipe()
        self.into, to_write = os.pipe()
        command = f'exec {PROGRAM} "$@" 3<&{to_read} 4>&{to_write}'
        with open(f"{self.home}/chromium.log", "wb") as log:
            self.child = subprocess.Popen(
                self.namespace.command("bash", "-c", command, "chromium", f"--user-data-dir={self.home}/profile",
                                       *self.options, *OPTIONS),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(to_read, to_write), start_new_session=True,
                env={**os.environ, "HOME": self.home, "TZ": "UTC"})
        os.close(to_read)
        os.close(to_write)
        threading.Thread(target=self._read, daemon=True).start()
        self._attach()
        return self

    def __exit__(self, *_):
        try:
            self._send("Browser.close", None, {})
        except OSError:  # it has ended already
            pass
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        os.close(self.out)

    def _attach(self):
        pages = wait_until("a page of Chromium", lambda: [t for t in self._ask("Target.getTargets", None)["targetInfos"]
                                                        if t["type"] == "page"], deadline=60)
        self.session = self._ask("Target.attachToTarget", None, targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
            self.ask(f"{domain}.enable")

    def _read(self):
        rest = b""
        with os.fdopen(self.into, "rb", buffering=0) as pipe:
            while data := pipe.read(1 << 16):
                *messages, rest = (rest + data).split(b"\0")
                for message in messages:
                    self._take(json.loads(message))

    def _take(self, message):
        method, details = message.get("method"), message.get("params", {})
        if "id" in message:
            self.answers.put(message)
        elif method == "Network.requestWillBeSent":
            self.requests.append(details["request"]["url"])
        elif method == "Fetch.requestPaused":
            self._send("Fetch.continueRequest", self.session, {"requestId": details["requestId"]})
        elif method == "Fetch.authRequired":
            self.asked_for_password.append(details["request"]["url"])
            self._send("Fetch.continueWithAuth", self.session,
                       {"requestId": details["requestId"], "authChallengeResponse": self._typed()})
        elif method == "Runtime.exceptionThrown":
            self.errors.append(details["exceptionDetails"].get("exception", {}).get("description", str(details)))
        elif method == "Log.entryAdded" and details["entry"]["level"] == "error":
            self.errors.append(f"{details['entry']['text']} {details['entry'].get('url', '')}")
        elif method == "Runtime.consoleAPICalled" and details["type"] in ("error", "assert"):
            self.errors.append(str([a.get("value", a.get("description")) for a in details["args"]]))

    def _typed(self):
        """What the user does in the dialogue that asks for a name and a password."""
        if not self.credentials:
            return {"response": "CancelAuth"}
        name, password = self.credentials.pop(0)
        return {"response": "ProvideCredentials", "username": name, "password": password}

    def _send(self, method, session, parameters):
        with self.sending:  # the thread that reads answers events
            self.number += 1
            message = {"id": self.number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
            os.write(self.out, json.dumps(message).encode() + b"\0")
            return self.number

    def _ask(self, method, session, **parameters):
        number = self._send(method, session, parameters)
        while True:
            try:
                answer = self.answers.get(timeout=60)
            except queue.Empty:
                raise Expired(f"Chromium did not answer {method} in 60 s") from None
            if answer["id"] == number:
                if "error" in answer:
                    raise PageError(f"{method}: {answer['error']}")
                return answer["result"]

    def ask(self, method, **parameters):
        """A command of the DevTools protocol to the page."""
        return self._ask(method, self.session, **parameters)

    def run(self, script):
        """The value of a JavaScript expression, as JSON; a promise is waited for."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise PageError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, script, deadline=20):
        """Returns when the expression is true; its value."""
        def value():
            try:
                return self.run(script)
            except PageError:  # a page that has only begun to load
                return None
        try:
            return wait_until(script, value, deadline, every=0.1)
        except Expired as late:
            raise Expired(f"{late}; the page shows: {self.run('document.body?.innerText')}") from None

    def type_when_asked(self, *credentials):
        """(name, password) for the next dialogues that ask for them, one each; the user closes all that come after."""
        self.credentials = list(credentials)
        self.ask("Fetch.enable", handleAuthRequests=True)

    def open(self, url):
        self.ask("Page.navigate", url=url)

    def size(self, width, height, scale=1):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)

    def prefer(self, **features):
        """Media features by their names, - as _: prefer(prefers_color_scheme="dark")."""
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def press(self, key, shift=False):
        code = KEYS[key]
        text = {"Enter": "\r", "Space": " "}.get(key)
        common = {"key": " " if key == "Space" else key, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.ask("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **common, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def write(self, text):
        self.ask("Input.insertText", text=text)

    def click(self, selector):
        """With the mouse, in the middle of the element."""
        place = self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
                         "const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def focused(self):
        """What has the focus: "A Overview"."""
        return self.run("`${document.activeElement.tagName} ${(document.activeElement.ariaLabel ?? "
                        "document.activeElement.innerText ?? '').trim()}`")

    def accessible(self):
        """(role, name) of all that a screen reader meets."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        return [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n.get("ignored") and "role" in n]

    def screenshot(self, file, whole=False):
        """whole: all of the page, not what is to be seen of it."""
        picture = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(file, "wb") as out:
            out.write(base64.b64decode(picture["data"]))
