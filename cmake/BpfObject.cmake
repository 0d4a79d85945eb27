# SPDX-License-Identifier: Apache-2.0
# shunt_bpf_object(NAME SOURCE): compiles SOURCE for BPF, generates its skeleton, and offers both as the
# INTERFACE target NAME_bpf: link it and include "NAME.skel.h" (type NAME_bpf).
# -g gives the BTF that bpftool needs for field names; llvm-strip removes the DWARF beside it.

find_program(SHUNT_BPFTOOL bpftool PATHS /usr/sbin /sbin REQUIRED)

set(SHUNT_BPF_FLAGS
  -target bpf -mcpu=v3 -O2 -g -std=gnu11 -Wall -Wextra -Werror
  -I${PROJECT_SOURCE_DIR}/bpf/include -I${PROJECT_SOURCE_DIR}/bpf
  -isystem /usr/include/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)

# shunt_find_bpf_compiler(CLANG PREFIX): sets PREFIX_CLANG and PREFIX_STRIP, the paths of the compiler of that name
# and of the llvm-strip that belongs to it, or *-NOTFOUND. Each has a cache entry of its own, so that another choice in
# an existing build folder is looked up anew.
function(shunt_find_bpf_compiler clang prefix)
  string(MAKE_C_IDENTIFIER "SHUNT_PATH_OF_${clang}" variable)
  string(REGEX MATCH "-[0-9]+$" suffix "${clang}")
  find_program(${variable} NAMES ${clang})
  find_program(${variable}_STRIP NAMES llvm-strip${suffix} llvm-strip llvm-strip-14)
  mark_as_advanced(${variable} ${variable}_STRIP)
  set(${prefix}_CLANG ${${variable}} PARENT_SCOPE)
  set(${prefix}_STRIP ${${variable}_STRIP} PARENT_SCOPE)
endfunction()

shunt_find_bpf_compiler(${SHUNT_BPF_CLANG} shunt_bpf)
if(NOT shunt_bpf_CLANG OR NOT shunt_bpf_STRIP)
  message(FATAL_ERROR "SHUNT_BPF_CLANG: there is no ${SHUNT_BPF_CLANG}, or no llvm-strip beside it")
endif()

# shunt_bpf_compile(OBJECT SOURCE CLANG STRIP): the rule that makes the file OBJECT; all are absolute paths.
function(shunt_bpf_compile object source clang strip)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${clang} ${SHUNT_BPF_FLAGS} -MD -MT ${object} -MF ${object}.d -c ${source} -o ${object}
    COMMAND ${strip} -g ${object}
    DEPENDS ${source}
    DEPFILE ${object}.d
    COMMENT "BPF ${object}"
    VERBATIM)
endfunction()

# The global property SHUNT_BPF_OBJECTS lists NAME=SOURCE of every object, for those that build them once more.
function(shunt_bpf_object name source)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  set(skeleton_dir ${CMAKE_CURRENT_BINARY_DIR}/skeleton)
  set(skeleton ${skeleton_dir}/${name}.skel.h)
  file(MAKE_DIRECTORY ${skeleton_dir})
  set_property(GLOBAL APPEND PROPERTY SHUNT_BPF_OBJECTS ${name}=${CMAKE_CURRENT_SOURCE_DIR}/${source})
  shunt_bpf_compile(${object} ${CMAKE_CURRENT_SOURCE_DIR}/${source} ${shunt_bpf_CLANG} ${shunt_bpf_STRIP})
  add_custom_command(
    OUTPUT ${skeleton}
    COMMAND ${CMAKE_COMMAND} -DBPFTOOL=${SHUNT_BPFTOOL} -DOBJECT=${object} -DNAME=${name}_bpf -DOUTPUT=${skeleton}
            -P ${PROJECT_SOURCE_DIR}/cmake/GenerateSkeleton.cmake
    DEPENDS ${object} ${PROJECT_SOURCE_DIR}/cmake/GenerateSkeleton.cmake
    COMMENT "Skeleton ${name}"
    VERBATIM)
  add_custom_target(${name}_bpf_files DEPENDS ${object} ${skeleton})
  add_library(${name}_bpf INTERFACE)
  add_dependencies(${name}_bpf ${name}_bpf_files)
  target_include_directories(${name}_bpf SYSTEM INTERFACE ${skeleton_dir})
  target_include_directories(${name}_bpf INTERFACE ${PROJECT_SOURCE_DIR}/bpf/include)
endfunction()
