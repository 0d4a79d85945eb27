# SPDX-License-Identifier: Apache-2.0
"""The web page in Chromium of another machine, behind a password and TLS."""

import contextlib

from scenario import Skipped, expect, expect_equal, main, scenario
from api import ADDRESS, PASSWORD, PORT, Api, write
from health import HTTP, checked
from lab.browser import Browser, is_installed
from lab.shunt import configuration

URL = f"https://{ADDRESS}:{PORT}/"
ALICE = ("alice", PASSWORD)


@contextlib.contextmanager
def browsing(lab, *credentials):
    """(browser, api) once the browser has asked for the page, and its user has typed the credentials one after the other."""
    if not is_installed():
        raise Skipped("needs chromium; install the package chromium")
    api = Api(lab)
    api.add_users()
    lab.decapsulate()
    lab.serve(api.yaml() + configuration(checked(HTTP)))
    with Browser(lab.topology["client"], f"{lab.home}/chromium", trusts=[f"{api.tls}.pem"]) as browser:
        browser.type_when_asked(*credentials)
        browser.open(URL)
        yield browser, api
        foreign = [url for url in browser.requests if not url.startswith(URL)]
        expect_equal(foreign, ["about:blank"] * len(foreign), "requests to others")


def wait_live(browser, state):
    browser.wait(f"document.getElementById('live')?.textContent === '{state}'", deadline=40)


@scenario("who types no password sees why, and nothing of the page", [], "a name and a password, or a token, are needed")
@scenario("who types a wrong password sees why, and nothing of the page", [("alice", "correct horse")],
          "the name and the password, or the token, are not known here")
def refused(lab, credentials, says):
    with browsing(lab, *credentials) as (browser, _):
        browser.wait(f"document.body.innerText.includes('{says}')")
        expect_equal(browser.run("document.querySelector('script, link, main')"), None, "a part of the page")
        expect_equal(browser.asked_for_password, [URL] * (1 + len(credentials)), "what the user was asked for")
        expect(set(browser.requests) <= {"about:blank", URL, URL + "favicon.ico"}, browser.requests)


@scenario("who types name and password once sees the page live, with its charts, and nothing comes from elsewhere")
def live(lab):
    with browsing(lab, ALICE) as (browser, _):
        wait_live(browser, "Live")
        browser.run("window.untouched = true")
        browser.wait("document.querySelector('tbody .state')?.dataset.state === 'up'", deadline=30)
        lab.web["b2"].stop()
        browser.wait("document.querySelector('tbody .state')?.dataset.state === 'degraded'")
        lab.web["b2"].bring_back()
        browser.wait("document.querySelector('tbody .state')?.dataset.state === 'up'")
        browser.wait("document.querySelector('.chart canvas') !== null", deadline=40)
        browser.click("tbody a")
        browser.wait("document.body.innerText.includes('3 of 3')")
        for path in ("v1/events", "v1/history"):
            expect(any(url.startswith(URL + path) for url in browser.requests), f"no {path} in", browser.requests)
        expect_equal(browser.asked_for_password, [URL], "what the user was asked for")
        expect_equal(browser.run("window.untouched"), True, "whether it is still the same page")
        expect_equal(browser.errors, [], "errors in the console")


@scenario("who is taken from the users loses the page at once, and has it again by the password")
def taken(lab):
    with browsing(lab, ALICE) as (browser, api):
        wait_live(browser, "Live")
        with open(api.users, encoding="utf-8") as file:
            users = file.read()
        write(api.users, "".join(line for line in users.splitlines(True) if not line.startswith("alice:")))
        lab.shunt.ask("reload")
        wait_live(browser, "Refused")
        browser.wait("!document.getElementById('stale').hidden")
        write(api.users, users)
        lab.shunt.ask("reload")
        browser.type_when_asked(ALICE)
        browser.open(URL + "?")
        wait_live(browser, "Live")


if __name__ == "__main__":
    main()
