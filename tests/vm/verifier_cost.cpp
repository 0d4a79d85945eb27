// SPDX-License-Identifier: Apache-2.0
// verifier_cost OBJECT...: loads each BPF object into the running kernel and prints a line per program,
// "OBJECT PROGRAM INSTRUCTIONS": how many instructions the verifier processed on all paths together (the kernel's
// limit is 1,000,000; it counts since 5.16). Nothing stays loaded.
//
// A program that is refused gives "OBJECT - rejected" and, on standard error, the verifier's whole log: libbpf
// asks for it by itself, with a buffer that grows until it holds it. Exit status: 0 if every object loads, 1 if
// one does not, 2 wrong usage.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace {

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, CloseObject>;

/// Map sizes are the operator's and are set before load; the verifier knows them only as bounds. One row is
/// enough here, where a source leaves a size open, and nothing is pinned.
void prepare_maps(bpf_object* object) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    bpf_map__set_pin_path(map, nullptr);
    if (bpf_map__max_entries(map) == 0) bpf_map__set_max_entries(map, 1);
  }
}

/// One line per program of a loaded object. Returns false when the kernel will not say.
bool print_costs(bpf_object* object, const char* path) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    if (bpf_program__fd(program) < 0) continue;  // not loaded unless asked for
    bpf_prog_info info{};
    __u32 size = sizeof info;
    if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0) {
      std::fprintf(stderr, "verifier_cost: %s: no program info: %s\n", path, std::strerror(errno));
      return false;
    }
    std::printf("%s %s %u\n", path, bpf_program__name(program), info.verified_insns);
  }
  return true;
}

bool measure(const char* path) {
  const Object object{bpf_object__open_file(path, nullptr)};
  if (!object) {
    std::fprintf(stderr, "verifier_cost: %s: cannot be opened: %s\n", path, std::strerror(errno));
    return false;
  }
  prepare_maps(object.get());
  if (const int error = bpf_object__load(object.get()); error != 0) {
    std::fprintf(stderr, "verifier_cost: %s: %s\n", path, std::strerror(-error));
    std::printf("%s - rejected\n", path);
    return false;
  }
  return print_costs(object.get(), path);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: verifier_cost OBJECT...\n");
    return 2;
  }
  bool all = true;
  for (int i = 1; i < count; ++i) all = measure(arguments[i]) && all;
  return all ? 0 : 1;
}
