// SPDX-License-Identifier: Apache-2.0
#include "cli/top/terminal.h"

#include <curses.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace shunt::cli::top {
namespace {

constexpr short kRed = 1;
bool has_red = false;

attr_t attributes(Look look) {
  switch (look) {
    case Look::kStrong: return A_BOLD;
    case Look::kBad: return has_red ? static_cast<attr_t>(COLOR_PAIR(kRed)) : A_UNDERLINE;
    case Look::kHeading: return A_DIM;
    case Look::kSelected: return A_REVERSE;
    case Look::kPlain: break;
  }
  return A_NORMAL;
}

void set_up(bool colour) {
  ::cbreak();
  ::noecho();
  ::nonl();
  ::keypad(stdscr, TRUE);
  ::nodelay(stdscr, TRUE);
  ::set_escdelay(25);
  ::curs_set(0);
  has_red = colour && ::has_colors() && ::start_color() == OK;
  if (!has_red) return;
  ::use_default_colors();
  ::init_pair(kRed, COLOR_RED, -1);
}

}  // namespace

std::unique_ptr<Terminal> Terminal::open(bool colour) {
  SCREEN* const screen = ::newterm(nullptr, stdout, stdin);
  if (screen == nullptr) return nullptr;
  ::set_term(screen);
  set_up(colour);
  std::unique_ptr<Terminal> terminal(new Terminal(screen));
  terminal->resize();
  return terminal;
}

Terminal::~Terminal() {
  ::endwin();
  ::delscreen(static_cast<SCREEN*>(screen_));
}

Size Terminal::size() const {
  return {.columns = static_cast<std::size_t>(getmaxx(stdscr)), .rows = static_cast<std::size_t>(getmaxy(stdscr))};
}

void Terminal::show(const std::vector<Line>& lines) {
  ::erase();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ::move(static_cast<int>(i), 0);
    for (const auto& segment : lines[i]) {
      ::attrset(static_cast<int>(attributes(segment.look)));
      ::addnstr(segment.text.c_str(), static_cast<int>(segment.text.size()));
    }
  }
  ::attrset(A_NORMAL);
  ::refresh();
}

std::optional<Key> Terminal::key() {
  const int code = ::getch();
  switch (code) {
    case ERR: return std::nullopt;
    case KEY_UP: return Key{Press::kUp};
    case KEY_DOWN: return Key{Press::kDown};
    case KEY_PPAGE: return Key{Press::kPageUp};
    case KEY_NPAGE: return Key{Press::kPageDown};
    case KEY_HOME: return Key{Press::kHome};
    case KEY_END: return Key{Press::kEnd};
    case KEY_ENTER:
    case '\r':
    case '\n': return Key{Press::kEnter};
    case KEY_BACKSPACE:
    case '\b':
    case 0x7f: return Key{Press::kErase};
    case 0x1b: return Key{Press::kEscape};
    default: break;
  }
  return Key{Press::kText, code >= ' ' && code <= '~' ? static_cast<char>(code) : '\0'};
}

void Terminal::resize() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  ::resizeterm(size.ws_row, size.ws_col);
  ::clearok(stdscr, TRUE);
}

void Terminal::leave() { ::endwin(); }

void Terminal::come_back() {
  resize();
  ::clearok(stdscr, TRUE);
  ::refresh();
}

}  // namespace shunt::cli::top
