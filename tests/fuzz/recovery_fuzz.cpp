// MANIFEST and write-ahead logs before a start: whole, damaged, or torn where it stays whole.
#include "engine/storage/recovery_check.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/dropping_file_system.hpp"

namespace ledger {
namespace {

const std::string directory = "/log";

void check(FileSystem& files) {
    auto cuts = check_recovery(files, directory);
    if (!cuts) {
        LEDGER_ASSERT(cuts.error().kind == ErrorKind::corrupt);
        return;
    }
    for (const CutFile& cut : *cuts) {
        LEDGER_ASSERT(cut.size < files.info(cut.path)->size);
        LEDGER_ASSERT(cut_off(files, cut).has_value());
    }
    const auto again = check_recovery(files, directory);
    LEDGER_ASSERT(again.has_value() && again->empty());
}

}  // namespace
}  // namespace ledger

/// The first byte says where the first log ends and the next one begins, in 256ths.
void ledger::test::fuzz(std::string_view input) {
    if (input.empty()) return;
    const std::string_view log = input.substr(1);
    const std::size_t middle = log.size() * static_cast<unsigned char>(input.front()) / 256;
    DroppingFileSystem files;
    LEDGER_ASSERT(files.create_directory(directory).has_value());
    const auto write = [&](const std::string& name, std::string_view bytes) {
        LEDGER_ASSERT(replace_file(files, directory + '/' + name, bytes).has_value());
    };
    write("CURRENT", "MANIFEST-000005\n");
    write("MANIFEST-000005", log.substr(0, middle));
    write("000006.log", log.substr(0, middle));
    write("000007.log", log.substr(middle));
    check(files);
}
