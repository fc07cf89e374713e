# The target assay::botan: Debian 13's static library, or on Debian 12 the one scripts/build_botan keeps in its cache.
set(ASSAY_BOTAN "" CACHE PATH "prefix of a static Botan 3; empty: Debian's, else the cached build")

add_library(assay_botan INTERFACE)
add_library(assay::botan ALIAS assay_botan)
if(NOT ASSAY_BOTAN AND EXISTS /usr/include/botan-3)
  target_include_directories(assay_botan SYSTEM INTERFACE /usr/include/botan-3)
  find_library(assay_botan_archive NAMES libbotan-3.a REQUIRED)
  # The archive alone: the libraries its package file names serve modules we never call.
  target_link_libraries(assay_botan INTERFACE ${assay_botan_archive})
else()
  if(NOT ASSAY_BOTAN)
    execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/build_botan OUTPUT_VARIABLE ASSAY_BOTAN
      OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  endif()
  target_include_directories(assay_botan SYSTEM INTERFACE ${ASSAY_BOTAN}/include/botan-3)
  target_link_libraries(assay_botan INTERFACE ${ASSAY_BOTAN}/lib/libbotan-3.a)
endif()
