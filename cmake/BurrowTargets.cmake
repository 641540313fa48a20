# What all targets of the project share; nothing global is set, so that a parent project stays as it is.

# burrow_common(<target>): language level and warnings of our own code.
function(burrow_common target)
  target_compile_features(${target} PUBLIC cxx_std_23)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF C_STANDARD 11 C_EXTENSIONS OFF
                        POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wno-missing-field-initializers)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
endfunction()
