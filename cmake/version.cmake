# Writes version.hpp. Only the git folder of this very tree counts: a release archive that was
# unpacked inside somebody's repository must not take that repository's commit for its own.
set(COMMIT "unknown")
if(EXISTS ${SOURCE}/.git)
    execute_process(
        COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude *
        OUTPUT_VARIABLE described ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
    if(NOT failed)
        set(COMMIT ${described})
    endif()
endif()
configure_file(${SOURCE}/cmake/version.hpp.in ${OUTPUT} @ONLY)  # leaves an equal file alone
