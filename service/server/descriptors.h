// How many descriptors this process may have.
#ifndef ASSAY_SERVICE_SERVER_DESCRIPTORS_H_
#define ASSAY_SERVICE_SERVER_DESCRIPTORS_H_

#include <cstdint>

namespace assay {

// Raises the process' own limit to as many, or as far as the system lets it, and answers what it is then.
uint64_t RaiseDescriptorLimit(uint64_t wanted);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_DESCRIPTORS_H_
