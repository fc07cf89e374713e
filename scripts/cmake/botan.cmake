# The target assay::botan: the static, minimized library that scripts/build_botan keeps in its cache, the same on every
# Debian. Debian 13's own has all modules: the auditor would not stay small, and a locking allocator starts in it that
# cells do not allow.
set(ASSAY_BOTAN "" CACHE PATH "prefix of a static Botan 3; empty: the cached build")

if(NOT ASSAY_BOTAN)
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/build_botan OUTPUT_VARIABLE ASSAY_BOTAN
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
add_library(assay_botan INTERFACE)
add_library(assay::botan ALIAS assay_botan)
target_include_directories(assay_botan SYSTEM INTERFACE ${ASSAY_BOTAN}/include/botan-3)
target_link_libraries(assay_botan INTERFACE ${ASSAY_BOTAN}/lib/libbotan-3.a)
