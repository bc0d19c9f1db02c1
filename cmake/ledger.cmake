# One library per folder, each with only its declared dependencies. Sources are globbed, so a new
# .cpp needs no edit here; a folder that has none yet is a header-only library.

# ledger_library(name folder dependency... [PRIVATE dependency...] [ONLY file...] [EXCLUDE file...])
function(ledger_library name folder)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "PRIVATE;ONLY;EXCLUDE")
    list(TRANSFORM arg_ONLY PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
    list(TRANSFORM arg_EXCLUDE PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
    if(NOT arg_ONLY)
        set(arg_ONLY ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
    endif()
    file(GLOB sources CONFIGURE_DEPENDS ${arg_ONLY})
    if(arg_EXCLUDE)
        list(REMOVE_ITEM sources ${arg_EXCLUDE})
    endif()
    ledger_add_library(${name} "${sources}" "${arg_UNPARSED_ARGUMENTS}" "${arg_PRIVATE}")
endfunction()

function(ledger_add_library name sources public private)
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PUBLIC ${public} PRIVATE ${private})
        set_property(GLOBAL APPEND PROPERTY LEDGER_LINKABLE ${name})
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE ${public})
    endif()
endfunction()

# One library per folder of engine/domains, and ledger_domains with the generated list of them all.
function(ledger_domain_libraries)
    set(root ${PROJECT_SOURCE_DIR}/engine/domains)
    file(GLOB files CONFIGURE_DEPENDS ${root}/*/*.hpp ${root}/*/*.cpp)
    list(TRANSFORM files REPLACE "^${root}/([^/]+)/.*" "\\1" OUTPUT_VARIABLE names)
    list(REMOVE_DUPLICATES names)
    list(SORT names)
    set(libraries "")
    set(declarations "")
    set(addresses "")
    foreach(name IN LISTS names)
        ledger_library(ledger_domain_${name} engine/domains/${name}
                       ledger_kernel ledger_ports ledger_core ledger_bulk)
        list(APPEND libraries ledger_domain_${name})
        if(EXISTS ${root}/${name}/domain.cpp)
            string(APPEND declarations
                   "namespace ledger::${name} {\nextern constinit const Domain domain;\n}\n")
            string(APPEND addresses "&${name}::domain, ")
        endif()
    endforeach()
    set(registry "")
    if(addresses)
        set(registry ${PROJECT_BINARY_DIR}/generated/registry.cpp)
        configure_file(${PROJECT_SOURCE_DIR}/cmake/registry.cpp.in ${registry} @ONLY)
    endif()
    ledger_add_library(ledger_domains "${registry}" "ledger_kernel;${libraries}" "")
endfunction()

# ledger_test(name folder dependency... [LABELS label...] [BINARIES])
# One doctest program out of folder/**/*.cpp. BINARIES: it starts nociq or nociq-verify.
function(ledger_test name folder)
    cmake_parse_arguments(PARSE_ARGV 2 arg "BINARIES" "" "LABELS")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
    if(NOT sources)
        return()
    endif()
    add_executable(${name}_test ${sources})
    target_link_libraries(${name}_test PRIVATE ${arg_UNPARSED_ARGUMENTS} ledger_test_main)
    target_compile_definitions(
        ${name}_test
        PRIVATE LEDGER_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                NOCIQ_BINARY="${PROJECT_BINARY_DIR}/nociq"
                NOCIQ_VERIFY_BINARY="${PROJECT_BINARY_DIR}/nociq-verify")
    foreach(binary nociq nociq-verify)
        if(arg_BINARIES AND TARGET ${binary})
            add_dependencies(${name}_test ${binary})
        endif()
    endforeach()
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS "${name};${arg_LABELS}" TIMEOUT 1800)
endfunction()

# Each tests/**/*_test.py is a test of its own, labelled with its folder; exit 77 means skipped. Those
# of tests/durability are campaigns, which LEDGER_LONG lets take their time.
function(ledger_python_tests)
    set(root ${PROJECT_SOURCE_DIR}/tests)
    file(GLOB_RECURSE scripts CONFIGURE_DEPENDS RELATIVE ${root} ${root}/*_test.py)
    foreach(script IN LISTS scripts)
        string(REGEX REPLACE "\\.py$" "" name ${script})
        string(REGEX REPLACE "/.*" "" folder ${script})
        string(REPLACE "/" "." name ${name})
        add_test(NAME ${name} COMMAND Python3::Interpreter ${root}/${script})
        set_tests_properties(
            ${name}
            PROPERTIES LABELS "${folder};python" TIMEOUT 600 SKIP_RETURN_CODE 77
                       ENVIRONMENT
                       "LEDGER_SOURCE_DIR=${PROJECT_SOURCE_DIR};PYTHONPATH=${root}/support;\
LEDGER_LOAD_BINARY=${PROJECT_BINARY_DIR}/tests/ledger_load;\
LEDGER_XDR_VALUES=${PROJECT_BINARY_DIR}/tests/xdr_values;\
LEDGER_NOCIQ=${PROJECT_BINARY_DIR}/nociq;LEDGER_NOCIQ_VERIFY=${PROJECT_BINARY_DIR}/nociq-verify")
        if(folder STREQUAL durability)
            set_tests_properties(${name} PROPERTIES TIMEOUT 1800)
        endif()
        # What loads a server to its limits runs alone, or others would be its overload.
        if(name MATCHES "\\.(overload|rebuild_)")
            set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
        endif()
    endforeach()
endfunction()

# Links every library whole with nothing but what it declares: a missing declaration fails here.
function(ledger_link_tests main)
    get_property(libraries GLOBAL PROPERTY LEDGER_LINKABLE)
    add_custom_target(link_tests)
    foreach(library IN LISTS libraries)
        add_executable(link_${library} ${main})
        target_link_libraries(link_${library} PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,${library}>)
        add_dependencies(link_tests link_${library})
        add_test(NAME link.${library} COMMAND link_${library})
        set_tests_properties(link.${library} PROPERTIES LABELS "link;static")
    endforeach()
endfunction()

function(ledger_portable_target)
    get_property(libraries GLOBAL PROPERTY LEDGER_LINKABLE)
    add_custom_target(ledger_portable)
    if(libraries)
        add_dependencies(ledger_portable ${libraries})
    endif()
endfunction()

# generated/version.hpp, renewed at each build so that it names the commit that was built.
function(ledger_version_target)
    add_custom_target(
        ledger_version
        BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/version.hpp
        COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
                -DOUTPUT=${PROJECT_BINARY_DIR}/generated/version.hpp
                -P ${PROJECT_SOURCE_DIR}/cmake/version.cmake)
endfunction()

# lint: what ships. lint_all: the tests too, and the static analyzer.
function(ledger_lint_target)
    foreach(target lint lint_all)
        add_custom_target(
            ${target}
            COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/lint.py ${PROJECT_SOURCE_DIR}
                    ${PROJECT_BINARY_DIR}/compile_commands.json
                    $<$<STREQUAL:${target},lint_all>:--all>
            COMMAND_EXPAND_LISTS USES_TERMINAL)
        add_dependencies(${target} ledger_version)
    endforeach()
endfunction()
