// What a verified evidence pack holds, in one line.
#ifndef ASSAY_CLIENT_CLI_PACK_TEXT_H_
#define ASSAY_CLIENT_CLI_PACK_TEXT_H_

#include <string>

#include "client/sdk/pack_verifier.h"

namespace assay {

// "532 entries, root matches the checkpoint of 31 Mar 2014, statement recomputed: 39/64 NOT_MET". The day is the one
// the last entry was recorded on, in UTC; the share is the one the measure's policy decides by.
std::string PackText(const VerifiedPack& pack);

// What it is of, for a person to compare with what they were told: "of somerset: in-2013/audits, at least 75% adequate
// or better; …; on 2014-03-31 at revision 532"; without a statement "of somerset".
std::string SubjectText(const VerifiedPack& pack);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_PACK_TEXT_H_
