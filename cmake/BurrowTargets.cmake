# Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
# What all targets of the project share; nothing global is set, so that a parent project stays as it is.

# burrow_common(<target>): language level and warnings of our own code.
function(burrow_common target)
  target_compile_features(${target} PUBLIC cxx_std_23)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF C_STANDARD 11 C_EXTENSIONS OFF
                        POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wno-missing-field-initializers)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
endfunction()

# burrow_precompile(<target>): parses the standard headers once, where BURROW_PCH asks for it. No source may rely on it:
# builds without it and check_headers see to that.
function(burrow_precompile target)
  if(BURROW_PCH)
    target_precompile_headers(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:CXX>:${PROJECT_SOURCE_DIR}/cmake/standard_headers.hpp>" ${ARGN})
  endif()
endfunction()
