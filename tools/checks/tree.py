# SPDX-License-Identifier: Apache-2.0
"""The files of the checkout: what git tracks or would track."""

import os
import subprocess

TOP = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))


def files():
    """Paths relative to TOP, sorted; symbolic links and files that are gone are left out."""
    # A checkout of another user's is no danger here: listing runs no hook.
    listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", TOP, "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], check=True, capture_output=True, text=True).stdout
    return sorted(path for path in set(listed.split("\0")) if path and os.path.isfile(os.path.join(TOP, path))
                  and not os.path.islink(os.path.join(TOP, path)))


def lines(path):
    """The lines of a text file, without their ends; none if it is not UTF-8."""
    try:
        with open(os.path.join(TOP, path), encoding="utf-8") as file:
            return file.read().splitlines()
    except UnicodeDecodeError:
        return []
