// SPDX-License-Identifier: Apache-2.0
// verifier_cost [NAME=NUMBER]... OBJECT...: loads each BPF object into the running kernel and prints a line per
// program, "OBJECT PROGRAM INSTRUCTIONS": how many instructions the verifier processed on all paths together (the
// kernel's limit is 1,000,000; it counts since 5.16). Nothing stays loaded.
//
// NAME=NUMBER sets the 32-bit constant of that name in rodata, or the number of rows of that map, in each object
// that has one. Verifiers take short cuts where they know a map's only row, so costs mean something at real sizes
// only.
//
// A program that is refused gives "OBJECT - rejected" and, on standard error, the verifier's whole log: libbpf
// asks for it by itself, with a buffer that grows until it holds it. Exit status: 0 if every object loads, 1 if
// one does not, 2 wrong usage.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace {

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, CloseObject>;

/// By name of the constant or map.
using Sizes = std::map<std::string, __u32>;

/// The entry of `sizes` that an argument means; nothing if it is a path.
std::optional<Sizes::value_type> size_argument(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  __u32 number = 0;
  const char* const end = argument.data() + argument.size();
  const auto parsed = std::from_chars(argument.data() + equals + 1, end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return Sizes::value_type{argument.substr(0, equals), number};
}

/// Sets the constants of an object that `sizes` names, in the bytes that will become its map `rodata`.
void set_constants(bpf_object* object, bpf_map* rodata, const Sizes& sizes) {
  const btf* const types = bpf_object__btf(object);
  const __s32 section_id = btf__find_by_name_kind(types, ".rodata", BTF_KIND_DATASEC);
  if (section_id < 0) return;
  const btf_type* const section = btf__type_by_id(types, static_cast<__u32>(section_id));
  std::size_t bytes = 0;
  // const in libbpf 1.1 only in that it returns what it owns: before load it is there to be written.
  auto* const values = static_cast<char*>(const_cast<void*>(bpf_map__initial_value(rodata, &bytes)));
  const btf_var_secinfo* const variables = btf_var_secinfos(section);
  for (__u16 i = 0; i < btf_vlen(section); ++i) {
    const char* const name = btf__name_by_offset(types, btf__type_by_id(types, variables[i].type)->name_off);
    const auto size = sizes.find(name);
    if (size == sizes.end() || variables[i].size != sizeof size->second) continue;
    std::memcpy(values + variables[i].offset, &size->second, sizeof size->second);
  }
}

/// Gives the maps their sizes; where a source leaves one open, one row. Nothing is pinned.
void prepare_maps(bpf_object* object, const Sizes& sizes) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    const std::string_view name = bpf_map__name(map);
    if (name.ends_with(".rodata")) set_constants(object, map, sizes);
    bpf_map__set_pin_path(map, nullptr);
    if (const auto size = sizes.find(std::string(name)); size != sizes.end())
      bpf_map__set_max_entries(map, size->second);
    if (bpf_map__max_entries(map) == 0) bpf_map__set_max_entries(map, 1);
  }
}

/// One line per program of a loaded object. Returns false when the kernel will not say.
bool print_costs(bpf_object* object, const char* path) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    bpf_prog_info info{};
    __u32 size = sizeof info;
    if (bpf_program__fd(program) < 0) continue;  // not loaded unless asked for
    if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0) {
      std::fprintf(stderr, "verifier_cost: %s: no program info: %s\n", path, std::strerror(errno));
      return false;
    }
    std::printf("%s %s %u\n", path, bpf_program__name(program), info.verified_insns);
  }
  return true;
}

bool measure(const char* path, const Sizes& sizes) {
  const Object object{bpf_object__open_file(path, nullptr)};
  if (!object) {
    std::fprintf(stderr, "verifier_cost: %s: cannot be opened: %s\n", path, std::strerror(errno));
    return false;
  }
  prepare_maps(object.get(), sizes);
  if (const int error = bpf_object__load(object.get()); error != 0) {
    std::fprintf(stderr, "verifier_cost: %s: %s\n", path, std::strerror(-error));
    std::printf("%s - rejected\n", path);
    return false;
  }
  return print_costs(object.get(), path);
}

}  // namespace

int main(int count, char** arguments) {
  Sizes sizes;
  int first = 1;
  for (; first < count; ++first) {
    const auto size = size_argument(arguments[first]);
    if (!size) break;
    sizes.insert(*size);
  }
  if (first == count) {
    std::fprintf(stderr, "usage: verifier_cost [NAME=NUMBER]... OBJECT...\n");
    return 2;
  }
  bool all = true;
  for (; first < count; ++first) all = measure(arguments[first], sizes) && all;
  return all ? 0 : 1;
}
