# SPDX-License-Identifier: Apache-2.0
"""What a tool writes into a document: the lines between two markers, each of which stands on a line of its own."""


def parts(page, begin, end):
    """What stands before, between and behind the markers. ValueError if they are not there."""
    before, begun, rest = page.partition(begin)
    between, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"no table between {begin} and {end}")
    return before, between, after


def replaced(page, begin, end, text):
    """The page with another text between the markers. ValueError as of parts()."""
    before, _, after = parts(page, begin, end)
    return f"{before}{begin}\n{text.strip()}\n{end}{after}"


def write(path, begin, end, text):
    """Replaces what stands between the markers of a file. ValueError as of parts(), then the file is left alone."""
    with open(path, encoding="utf-8") as file:
        page = replaced(file.read(), begin, end, text)
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)
