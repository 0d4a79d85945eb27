# SPDX-License-Identifier: Apache-2.0
"""The web page in Chromium, beside real traffic."""

import contextlib
import signal

from scenario import Skipped, expect, expect_equal, main, scenario
from health import HTTP, checked
from lab.browser import Browser, is_installed
from lab.command import wait_until
from lab.requests import going_on
from lab.servers import write, write_script
from lab.shunt import configuration
from lab.topology import BACKENDS, VIP4, backend_called

LISTEN = "127.0.0.1:9977"
URL = f"http://{LISTEN}/"
API = f"api: {{listen: {LISTEN}}}\n"
B2 = backend_called("b2")
VIEWS = ("", "#/services/web", f"#/services/web/backends/{B2.ipv4}", "#/interfaces", "#/drops")
EVIL = '<img src=/evil onerror="document.title=1"><script>document.title=2</script>'
# A script of a health check: fails, and says so, while a file is there.
SCRIPT = """#!/bin/sh
[ ! -e {home}/evil ] || {{ cat {home}/evil; exit 1; }}
"""
# In the page: the names of what reaches beyond its right edge, but for tables that scroll in a frame of their own.
BEYOND = """[...document.querySelectorAll('body *')].filter((e) => !e.closest('.scroll table, .frame')
  && e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.tagName + '.' + e.className)"""


@contextlib.contextmanager
def browsing(lab, *services):
    """A browser at the overview, once it is live; at the end nothing may have gone wrong in it."""
    if not is_installed():
        raise Skipped("needs chromium; install the package chromium")
    lab.decapsulate()
    lab.serve(API + configuration(*(services or [checked(HTTP, passive="warn")])))
    with Browser(lab.shunt.namespace, f"{lab.home}/chromium") as browser:
        browser.size(1280, 900)
        browser.open(URL)
        browser.wait("document.getElementById('live')?.textContent === 'Live'", deadline=30)
        yield browser
        expect_equal(browser.errors, [], "errors in the console")
        foreign = [url for url in browser.requests if not url.startswith(URL)]
        expect_equal(foreign, ["about:blank"] * len(foreign), "requests to others")


def shows(browser, text):
    browser.wait(f"document.body.innerText.includes({text!r})")


def go(browser, view):
    """Returns when the view is another one, with rows in its tables."""
    browser.run("document.querySelector('main > div')?.setAttribute('data-left', '')")
    browser.open(URL + view)
    browser.wait("document.querySelector('main > div:not([data-left]) tbody tr') !== null")


# The headings of an overview that has not been told anything yet.
BEFORE_ALL = """import('/view_overview.js').then((module) =>
  [...module.overviewView().node.querySelectorAll('section:not([hidden]) h2')].map((heading) => heading.textContent))"""


def rate(browser, column, row="web"):
    """The text of a cell of the table of services."""
    return browser.run(f"[...document.querySelectorAll('tbody tr')].find((r) => r.innerText.includes({row!r}))?.cells[{column}]?.innerText")


@scenario("the page shows services, backends, interfaces and drops, and links lead from one to the other")
def walk(lab):
    with browsing(lab) as browser, going_on(lab.client, VIP4, lab.home):
        browser.wait("document.querySelector('tbody .state')?.innerText.includes('up')")
        wait_until("a rate of packets", lambda: (rate(browser, 3) or "–")[0] in "123456789")
        expect_equal(browser.run("document.title"), "Overview – Shunt", "the title")
        expect_equal(browser.run(BEFORE_ALL), ["Services"], "headings while the page connects")
        browser.click("tbody a")
        shows(browser, "Service web")
        shows(browser, "3 of 3")
        browser.wait("document.querySelectorAll('section tbody .state[data-state=ready]').length === 3")
        browser.click(f"a[href$='{B2.ipv4}']")
        shows(browser, f"Backend {B2.ipv4}")
        shows(browser, f"http {VIP4}:80")
        shows(browser, "ready: its slots forward")
        browser.click("nav a[href='#/interfaces']")
        browser.wait("[...document.querySelectorAll('tbody td')].filter((c) => c.innerText === 'native').length === 2")
        browser.wait("/CPU 0[^]*%/.test(document.querySelector('.spreads').innerText)")
        browser.click("nav a[href='#/drops']")
        shows(browser, "the service has no usable backend")
        browser.run("history.go(-4)")
        browser.wait("document.title === 'Overview – Shunt'")
        browser.wait("/at most [1-9]/.test(document.querySelector('.chart').innerText)", deadline=40)
        expect(browser.run("document.querySelector('.chart canvas') !== null"), "no chart")
        lab.shunt.write("nonsense: 1\n")
        lab.shunt.ask("reload", check=False)
        shows(browser, "The last reload was refused")
        shows(browser, "nonsense")


@scenario("a screen reader finds landmarks, headings, and a name for everything")
def names(lab):
    with browsing(lab) as browser:
        for view, heading in zip(VIEWS, ("Overview", "Service web", f"Backend {B2.ipv4}", "Interfaces", "Drops by reason")):
            go(browser, view)
            nodes = browser.accessible()
            roles = [role for role, _ in nodes]
            for role in ("banner", "main", "navigation", "contentinfo", "status"):
                expect(role in roles, f"{view}: no {role} in", set(roles))
            expect(any(role == "heading" and name.startswith(heading) for role, name in nodes), f"{view}: no heading", heading)
            for role in ("link", "button", "combobox", "searchbox", "table", "region", "columnheader", "figure"):
                expect_equal([n for n in nodes if n == (role, "")], [], f"{view}: {role} without a name")
        go(browser, "")
        nodes = browser.accessible()
        for wanted in (("link", "Skip to the content"), ("searchbox", "Filter services"), ("combobox", "Colours"),
                       ("table", "Services, with their rates of now"), ("button", "Service"), ("link", "web"), ("status", "")):
            expect(wanted in nodes, "missing:", wanted)


@scenario("everything can be reached and used by the keyboard alone")
def keyboard(lab):
    with browsing(lab, checked(HTTP), checked(HTTP, 6, name="apple", outer=4)) as browser:
        browser.wait("document.querySelectorAll('tbody a').length === 2")
        seen = []
        for _ in range(20):
            browser.press("Tab")
            seen.append(browser.focused())
            outline = browser.run("getComputedStyle(document.activeElement).outlineStyle")
            expect(outline != "none", "no visible focus at", seen[-1])
            if seen[-1] == "A web":
                break
        for wanted in ("A Skip to the content", "A Shunt", "A Interfaces", "BUTTON Service", "A web"):
            expect(any(one.startswith(wanted) for one in seen), wanted, "is not in", seen)
        browser.press("Enter")
        shows(browser, "Service web")
        expect(browser.focused().startswith("H1 Service web"), "the focus is at", browser.focused())
        browser.open(URL + "#/")
        browser.wait("document.querySelectorAll('tbody a').length === 2")
        browser.run("document.querySelector('thead button').focus()")
        order = "[...document.querySelectorAll('tbody a')].map((a) => a.innerText).join()"
        for key, wanted in (("Enter", "apple,web"), ("Space", "web,apple")):
            browser.press(key)
            browser.wait(f"{order} === '{wanted}'")
        expect_equal(browser.run("document.querySelector('thead th').getAttribute('aria-sort')"), "descending", "what is told")
        browser.run("document.querySelector('input[type=search]').focus()")
        browser.write("appl")
        browser.wait(f"{order} === 'apple'")
        browser.run("document.querySelector('.skip').focus()")
        browser.press("Enter")
        expect_equal(browser.run("document.activeElement.id"), "main", "where the skip link leads")


@scenario("nothing is wider than the screen, from a phone to a desk, light and dark")
def sizes(lab):
    with browsing(lab) as browser:
        for width in (360, 768, 1280, 1920):
            browser.size(width, 900)
            for view in VIEWS:
                go(browser, view)
                expect_equal(browser.run(BEYOND), [], f"what is beyond the edge at {width}, {view}")
                expect(browser.run("document.documentElement.scrollWidth <= innerWidth"), f"{view} scrolls sideways at {width}")
        grounds = {}
        for scheme in ("light", "dark"):
            browser.prefer(prefers_color_scheme=scheme)
            browser.wait(f"document.documentElement.dataset.theme === '{scheme}'")
            grounds[scheme] = browser.run("getComputedStyle(document.body).backgroundColor")
        expect(grounds["light"] != grounds["dark"], grounds)
        browser.run("(() => { const s = document.getElementById('theme'); s.value = 'light'; s.dispatchEvent(new Event('change')); })()")
        expect_equal(browser.run("getComputedStyle(document.body).backgroundColor"), grounds["light"], "the ground that was chosen")
        browser.open(URL + "?")
        browser.wait("document.documentElement.dataset.theme === 'light'")
        browser.prefer(prefers_reduced_motion="reduce")
        expect_equal(browser.run("getComputedStyle(document.querySelector('.top')).transitionDuration"), "0s", "motion")


@scenario("a backend that fails appears while one looks, and its words stay words")
def live(lab):
    program = write_script(f"{lab.home}/check.sh", SCRIPT.format(home=lab.home))
    service = checked([HTTP, {"type": "script", "command": [program], "interval": "1s", "timeout": "1s"}])
    with browsing(lab, service) as browser:
        browser.wait("document.querySelector('tbody .state')?.dataset.state === 'up'", deadline=30)
        browser.run("window.untouched = true")
        lab.web["b2"].stop()
        browser.wait("document.querySelector('tbody .state')?.dataset.state === 'degraded'")
        browser.wait("/^[1-9] alarm/.test(document.getElementById('announce').textContent)")
        shows(browser, B2.ipv4)
        lab.web["b2"].bring_back()
        browser.wait("document.getElementById('announce').textContent === 'No alarms any more'")
        write(f"{lab.home}/evil", EVIL)
        go(browser, "#/services/web")
        browser.wait("document.querySelectorAll('td').length > 0 && document.body.innerText.includes('onerror')")
        go(browser, f"#/services/web/backends/{B2.ipv4}")
        browser.wait("document.body.innerText.includes('onerror')")
        go(browser, "#/")
        browser.wait("document.querySelector('.alarms').innerText.includes('onerror')")
        expect_equal(browser.run("document.querySelectorAll('main img, main script').length"), 0, "elements made of words")
        expect(not any("evil" in url for url in browser.requests), "the page asked for", browser.requests)
        expect_equal(browser.run("document.title"), "Overview – Shunt", "the title")
        expect_equal(browser.run("window.untouched"), True, "whether it is still the same page")


@scenario("the page says when the controller is gone, and goes on with the next one")
def reconnect(lab):
    with browsing(lab) as browser:
        browser.wait("document.querySelector('tbody tr') !== null")
        browser.run("window.untouched = true")
        lab.shunt.process.send(signal.SIGSTOP)
        browser.wait("document.getElementById('live').textContent === 'Stale'", deadline=40)
        lab.shunt.process.send(signal.SIGCONT)
        browser.wait("document.getElementById('live').textContent === 'Live'", deadline=40)
        lab.shunt.stop(signal.SIGKILL)
        browser.wait("document.getElementById('live').textContent === 'Disconnected'", deadline=40)
        shows(browser, "Trying again")
        lab.shunt.start()
        browser.wait("document.getElementById('live').textContent === 'Live'", deadline=40)
        expect(browser.run("document.getElementById('stale').hidden"), "it still says that data are old")
        expect_equal(browser.run("window.untouched"), True, "whether it is still the same page")
        browser.errors = [error for error in browser.errors if "ERR_CONNECTION" not in error and "ERR_EMPTY" not in error
                          and "ERR_INCOMPLETE" not in error]


@scenario("a thousand services can be filtered and sorted, and the page stays quick")
def many(lab):
    services = "".join(f'  - {{name: s{i}, vip: "192.0.2.{i % 200 + 20}", ports: [{1000 + i}/tcp], forwarding: ipip, '
                       f'backends: [{", ".join(b.ipv4 for b in BACKENDS)}]}}\n' for i in range(1000))
    with browsing(lab, checked(HTTP)) as browser:
        lab.shunt.reload(API + configuration(checked(HTTP)) + services)
        browser.wait("document.querySelector('.count').innerText === '1,001 in all'", deadline=40)
        expect_equal(browser.run("document.querySelectorAll('tbody tr').length"), 200, "rows at first")
        browser.run("document.querySelector('input[type=search]').focus()")
        browser.write("s99")
        browser.wait("document.querySelector('.count').innerText === '11 of 1,001'")
        took = browser.run("(async () => { const from = performance.now(); await new Promise((done) => setTimeout(done, 1000));"
                           "return performance.now() - from; })()")
        expect(took < 2000, f"a second took {took} ms")


if __name__ == "__main__":
    main()
