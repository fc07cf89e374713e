# Language, warnings, sanitizers and hardening, as two interface targets every target of ours links.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
check_pie_supported()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

option(ASSAY_WERROR "warnings are errors" OFF)
set(ASSAY_SANITIZE "" CACHE STRING "sanitizers, as address,undefined")

# Objects are shared between checkouts of one machine: paths are hashed relative to the checkout, and precompiled
# headers by what they hold.
find_program(ASSAY_CCACHE ccache)
if(ASSAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER /usr/bin/env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${ASSAY_CCACHE})
endif()

# Linking with mold takes a third of the time. A release is linked by the compiler's own linker, and so are fuzz
# targets: Debian 12's mold does not survive some of clang's objects.
find_program(ASSAY_MOLD mold)
if(ASSAY_MOLD AND CMAKE_BUILD_TYPE STREQUAL Dev AND NOT ASSAY_FUZZ)
  add_link_options(-fuse-ld=mold)
endif()

add_library(assay_warnings INTERFACE)
foreach(flag -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
        -Woverloaded-virtual -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough -Wunused-result)
  string(MAKE_C_IDENTIFIER "has${flag}" has)
  check_cxx_compiler_flag(${flag} ${has})
  if(${has})
    target_compile_options(assay_warnings INTERFACE ${flag})
  endif()
endforeach()
# TRY is a statement expression; both compilers we use have them. GCC 12 sees null and dangling references where
# std::variant and std::expected are inlined; clang-tidy looks for the real ones.
target_compile_options(assay_warnings INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(assay_warnings INTERFACE -Wno-gnu-statement-expression -Wno-missing-field-initializers)
else()
  target_compile_options(assay_warnings INTERFACE -Wno-missing-field-initializers)
endif()
if(ASSAY_WERROR)
  target_compile_options(assay_warnings INTERFACE -Werror)
endif()

add_library(assay_settings INTERFACE)
target_include_directories(assay_settings INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(assay_settings INTERFACE ASSAY_VERSION="${PROJECT_VERSION}")

if(ASSAY_SANITIZE)
  target_compile_options(assay_settings INTERFACE -fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(assay_settings INTERFACE -fsanitize=${ASSAY_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL Release)
  # The OpenSSF compiler hardening guide, probed: what this compiler does not know is left out.
  foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero
          -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -fstrict-flex-arrays=3
          -Wformat-security)
    string(MAKE_C_IDENTIFIER "hardens${flag}" has)
    check_cxx_compiler_flag(${flag} ${has})
    if(${has})
      target_compile_options(assay_settings INTERFACE ${flag})
    endif()
  endforeach()
  check_cxx_compiler_flag("-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -Werror" hardens_fortify_3)
  target_compile_options(assay_settings INTERFACE -U_FORTIFY_SOURCE
    -D_FORTIFY_SOURCE=$<IF:$<BOOL:${hardens_fortify_3}>,3,2>)
  target_compile_definitions(assay_settings INTERFACE _GLIBCXX_ASSERTIONS)
  foreach(flag -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,--as-needed -Wl,--gc-sections)
    string(MAKE_C_IDENTIFIER "links${flag}" has)
    check_linker_flag(CXX ${flag} ${has})
    if(${has})
      target_link_options(assay_settings INTERFACE ${flag})
    endif()
  endforeach()
  target_compile_options(assay_settings INTERFACE -ffunction-sections -fdata-sections)
endif()
