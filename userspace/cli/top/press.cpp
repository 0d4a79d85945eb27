// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/top/screen.h"

namespace shunt::cli::top {
namespace {

void choose(State& state, Subject subject) {
  state.subject = subject;
  state.cursor = 0;
  state.help = false;
}

void step_sort(State& state, const Pane& pane, bool forward) {
  std::vector<std::string> keys{"name"};
  for (const auto& column : pane.columns) keys.emplace_back(column.key);
  const std::string now = has_key(pane, state.sort_key()) ? state.sort_key() : pane.bars ? keys[0] : keys[1];
  const auto at = static_cast<std::size_t>(std::ranges::find(keys, now) - keys.begin());
  state.sort_key() = keys[(at + (forward ? 1 : keys.size() - 1)) % keys.size()];
}

void step_interval(State& state, bool longer) {
  using std::chrono::milliseconds;
  constexpr std::array kSteps{milliseconds(500),    milliseconds(1000),   milliseconds(2000),  milliseconds(5000),
                              milliseconds(10'000), milliseconds(30'000), milliseconds(60'000)};
  if (longer) {
    const auto* const next = std::ranges::upper_bound(kSteps, state.interval);
    if (next != kSteps.end()) state.interval = *next;
  } else {
    const auto* const next = std::ranges::lower_bound(kSteps, state.interval);
    if (next != kSteps.begin()) state.interval = *(next - 1);
  }
}

void type(State& state, const Key& key) {
  if (key.press == Press::kEnter) {
    state.typing = false;
  } else if (key.press == Press::kEscape) {
    state.typing = false;
    state.filter.clear();
  } else if (key.press == Press::kErase && !state.filter.empty()) {
    state.filter.pop_back();
  } else if (key.press == Press::kText && key.text >= ' ' && key.text <= '~' && state.filter.size() < 63) {
    state.filter += key.text;
  }
  state.cursor = 0;
}

void press_text(State& state, char text, const Pane& pane) {
  switch (text) {
    case '1': choose(state, Subject::kServices); break;
    case '2': choose(state, Subject::kInterfaces); break;
    case '3': choose(state, Subject::kCpus); break;
    case '4': choose(state, Subject::kDrops); break;
    case 's':
    case '>': step_sort(state, pane, true); break;
    case '<': step_sort(state, pane, false); break;
    case 'r': {
      auto& reverse = state.reverse[static_cast<std::size_t>(state.subject)];
      reverse = !reverse;
      break;
    }
    case '/': state.typing = true; break;
    case 'p':
    case ' ': state.paused = !state.paused; break;
    case '+': step_interval(state, true); break;
    case '-': step_interval(state, false); break;
    case 'h':
    case '?': state.help = !state.help; break;
    case 'q': state.quit = true; break;
    default: break;
  }
}

void open_backends(State& state, const Pane& pane) {
  if (state.subject != Subject::kServices) return;
  const auto rows = arranged(pane, state.sort_key(), state.is_reverse(), state.filter);
  if (state.cursor >= rows.size()) return;
  state.service = rows[state.cursor].name;
  state.filter.clear();
  choose(state, Subject::kBackends);
}

}  // namespace

void press(State& state, const Key& key, const Pane& pane, std::size_t page) {
  if (state.typing) {
    type(state, key);
    return;
  }
  const auto count = arranged(pane, "", false, state.filter).size();
  const std::size_t last = count == 0 ? 0 : count - 1;
  switch (key.press) {
    case Press::kUp: state.cursor -= state.cursor == 0 ? 0 : 1; break;
    case Press::kDown: ++state.cursor; break;
    case Press::kPageUp: state.cursor -= std::min(state.cursor, page); break;
    case Press::kPageDown: state.cursor += page; break;
    case Press::kHome: state.cursor = 0; break;
    case Press::kEnd: state.cursor = last; break;
    case Press::kEnter: open_backends(state, pane); break;
    case Press::kErase:
    case Press::kEscape:
      if (state.help) {
        state.help = false;
      } else if (!state.filter.empty()) {
        state.filter.clear();
      } else {
        choose(state, Subject::kServices);
      }
      return;
    case Press::kText: press_text(state, key.text, pane); return;
  }
  state.cursor = std::min(state.cursor, last);
}

}  // namespace shunt::cli::top
