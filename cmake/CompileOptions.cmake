# SPDX-License-Identifier: Apache-2.0
# Warnings and sanitizers as targets: shunt_warnings is what our own C++ is compiled with.

add_library(shunt_warnings INTERFACE)
target_compile_options(shunt_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  -Wno-missing-field-initializers  # a member left out of a designated initializer has its default: that is meant
  # g++ 12 at -O2 takes the value of an empty std::optional for one that is read; clang does not know the option
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

add_library(shunt_sanitizers INTERFACE)
if(SHUNT_SANITIZE)
  target_compile_options(shunt_sanitizers INTERFACE
    -fsanitize=${SHUNT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    # The check of virtual tables opens a pipe to see whether memory can be read, and so takes every object for
    # a broken one while descriptors are out: what some tests are about. The address sanitizer finds the dead ones.
    -fno-sanitize=vptr)
  target_link_options(shunt_sanitizers INTERFACE -fsanitize=${SHUNT_SANITIZE})
endif()

# shunt_library(NAME SOURCES... [DEPENDS ...] [PRIVATE_DEPENDS ...]): one library a folder of userspace/.
# The linker then holds the layers: what is not in DEPENDS cannot be called.
function(shunt_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(shunt_${name} STATIC ${ARG_SOURCES})
  target_include_directories(shunt_${name} PUBLIC ${PROJECT_SOURCE_DIR}/userspace)
  target_link_libraries(shunt_${name}
    PUBLIC shunt_sanitizers ${ARG_DEPENDS} PRIVATE shunt_warnings ${ARG_PRIVATE_DEPENDS})
endfunction()
