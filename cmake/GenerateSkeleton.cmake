# SPDX-License-Identifier: Apache-2.0
# bpftool writes the skeleton to its standard output; a half-written file must not survive a failure.
execute_process(
  COMMAND ${BPFTOOL} gen skeleton ${OBJECT} name ${NAME}
  OUTPUT_FILE ${OUTPUT}.new
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  file(REMOVE ${OUTPUT}.new)
  message(FATAL_ERROR "bpftool gen skeleton ${OBJECT} failed (${result})")
endif()
file(RENAME ${OUTPUT}.new ${OUTPUT})
