# assay_library(NAME [SMALL] SOURCES... [PUBLIC targets in its headers...] [PRIVATE targets of its own...])
# SMALL: a part of the auditor, which is kept small, and where no time is spent; released for size.
function(assay_library name)
  cmake_parse_arguments(arg "SMALL" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC assay_settings ${arg_PUBLIC} PRIVATE assay_warnings ${arg_PRIVATE})
  # A precompiled header is good for one set of flags.
  if(arg_SMALL AND CMAKE_BUILD_TYPE STREQUAL Release)
    target_compile_options(${name} PRIVATE -Os)
  else()
    assay_precompile(${name})
  endif()
endfunction()

# What nearly every source includes is parsed once: it halves the time of a build. Whether headers stand alone shows
# where this is off: the fuzz preset, with clang.
option(ASSAY_PRECOMPILE "parse common headers once" OFF)
# assay_precompiled(TARGET HEADERS...): the target compiles a precompiled header of these. GCC knows a header again by
# all its bytes, ccache by what the preprocessor leaves of them; so ccache is to hash the comments too.
function(assay_precompiled name)
  if(ASSAY_CCACHE)
    list(JOIN ARGN ":" headers)
    set(launcher ${CMAKE_CXX_COMPILER_LAUNCHER})
    list(INSERT launcher 1 CCACHE_EXTRAFILES=${headers})
    set_target_properties(${name} PROPERTIES CXX_COMPILER_LAUNCHER "${launcher}")
  endif()
endfunction()
file(GLOB assay_common_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/base/core/*.hpp)
list(APPEND assay_common_headers ${CMAKE_SOURCE_DIR}/scripts/cmake/common.hpp)
if(ASSAY_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 sees overruns in std::string that are none when it comes from a precompiled header.
  target_compile_options(assay_warnings INTERFACE -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds
    -Wno-restrict)
  add_library(assay_common STATIC ${CMAKE_SOURCE_DIR}/scripts/cmake/common.cpp)
  target_link_libraries(assay_common PUBLIC assay_settings PRIVATE assay_warnings)
  target_compile_options(assay_common PRIVATE -fpch-preprocess)
  target_precompile_headers(assay_common PRIVATE ${CMAKE_SOURCE_DIR}/scripts/cmake/common.hpp)
  assay_precompiled(assay_common ${assay_common_headers})
endif()
function(assay_precompile name)
  if(TARGET assay_common)
    target_compile_options(${name} PRIVATE -fpch-preprocess)
    target_precompile_headers(${name} REUSE_FROM assay_common)
  endif()
endfunction()

# assay_program(NAME SOURCES... LINK targets...): a program in build/<preset>/bin.
function(assay_program name)
  cmake_parse_arguments(arg "STATIC" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE assay_settings assay_warnings ${arg_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  if(arg_STATIC AND NOT ASSAY_SANITIZE)
    target_link_options(${name} PRIVATE -static)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  endif()
endfunction()
