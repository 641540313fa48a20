# Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
# Install and export. One export set for each component, so that asking for Core pulls nothing of Qt.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(BURROW_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Burrow)

# burrow_install_library(<target> <component> [HEADERS <folder>...] [FACADES <folder>...])
# HEADERS keep their in-tree path below include/burrow; FACADES are folders whose content goes below include.
function(burrow_install_library target component)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "HEADERS;FACADES")
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/burrow>)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${component})
  install(TARGETS ${target} EXPORT Burrow${component}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component}
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component})
  install(EXPORT Burrow${component} NAMESPACE Burrow:: FILE Burrow${component}Targets.cmake
          DESTINATION ${BURROW_PACKAGE_DIR} COMPONENT ${component})
  foreach(folder IN LISTS arg_HEADERS)
    cmake_path(GET folder PARENT_PATH parent)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} COMPONENT ${component}
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/burrow/${parent}
            FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h" PATTERN include EXCLUDE PATTERN "*_private.hpp" EXCLUDE)
  endforeach()
  foreach(folder IN LISTS arg_FACADES)
    if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${folder})
      install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT ${component})
    endif()
  endforeach()
endfunction()

# burrow_install_pkgconfig(<name> <component> DESCRIPTION <text> LIBRARY <name> [REQUIRES ...] [REQUIRES_PRIVATE ...] [CFLAGS ...])
function(burrow_install_pkgconfig name component)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "DESCRIPTION;LIBRARY" "REQUIRES;REQUIRES_PRIVATE;CFLAGS")
  list(JOIN arg_REQUIRES ", " requires)
  list(JOIN arg_REQUIRES_PRIVATE ", " requires_private)
  list(JOIN arg_CFLAGS " " cflags)
  set(pc_name ${name})
  file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  string(REGEX REPLACE "/$" "" up "${up}")
  configure_file(${PROJECT_SOURCE_DIR}/cmake/burrow.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT ${component})
endfunction()

# burrow_install_package(): the files that find_package(Burrow) reads; they belong to Core and to Plugin alike.
function(burrow_install_package)
  set(BURROW_IS_STATIC ON)
  if(BUILD_SHARED_LIBS)
    set(BURROW_IS_STATIC OFF)
  endif()
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/BurrowConfig.cmake.in
                                ${PROJECT_BINARY_DIR}/BurrowConfig.cmake INSTALL_DESTINATION ${BURROW_PACKAGE_DIR})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/BurrowConfigVersion.cmake COMPATIBILITY SameMajorVersion)
  foreach(component IN ITEMS Core Plugin)
    install(FILES ${PROJECT_BINARY_DIR}/BurrowConfig.cmake ${PROJECT_BINARY_DIR}/BurrowConfigVersion.cmake
            DESTINATION ${BURROW_PACKAGE_DIR} COMPONENT ${component})
    install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/burrow COMPONENT ${component})
  endforeach()
endfunction()
