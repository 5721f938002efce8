// Runs a fuzz target without a fuzzer: seeds, and mutations of them by a fixed generator. For every build, the
// sanitizers' above all; ./dev fuzz is the thorough one.
//
// Usage: TARGET RUNS
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

std::vector<std::string> Seeds() {
  return {
      "",
      std::string("\x01\x03\x00\x00\x00\x00\x00\x01\x00\x04\xf5\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0a\x02\x12\x00",
                  24),
      "d/somerset/1\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\xe2\x80\x94 assay-fuzz "
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
      "assay-fuzz+01234567+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      std::string("assay pack 1\nN\x00\x00\x00\x01nL\x00\x00\x00\x01lH\x00\x00\x00\x00E\x00\x00\x00\x00", 35),
      "AAAAAQAAAAIAAAAAAAAAAAAAAAAAAAAA",
  };
}

void Mutate(std::mt19937& random, std::string* bytes) {
  for (int times = 1 + static_cast<int>(random() % 4); times > 0; --times) {
    const size_t at = bytes->empty() ? 0 : random() % bytes->size();
    switch (random() % 4) {
      case 0:
        if (!bytes->empty()) (*bytes)[at] = static_cast<char>((*bytes)[at] ^ (1 << random() % 8));
        break;
      case 1:
        bytes->insert(at, 1 + random() % 8, static_cast<char>(random()));
        break;
      case 2:
        bytes->erase(at, 1 + random() % 8);
        break;
      default:
        bytes->insert(at, bytes->substr(random() % (bytes->size() + 1), 16));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long runs = argc == 2 ? std::strtol(argv[1], nullptr, 10) : 0;
  std::mt19937 random(2013);
  const std::vector<std::string> seeds = Seeds();
  for (long run = 0; run < runs; ++run) {
    std::string bytes = seeds[random() % seeds.size()];
    if (run >= static_cast<long>(seeds.size())) Mutate(random, &bytes);
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  }
  return runs > 0 ? 0 : 2;
}
