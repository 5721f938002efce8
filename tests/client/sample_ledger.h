// A ledger in memory, as assayd would have written it, with its signed checkpoints, its proofs and its evidence packs.
#ifndef ASSAY_TESTS_CLIENT_SAMPLE_LEDGER_H_
#define ASSAY_TESTS_CLIENT_SAMPLE_LEDGER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "assay/v1/ledger_service.pb.h"
#include "assay/v1/statement_service.pb.h"
#include "service/domain/audit.h"
#include "service/domain/epoch.h"
#include "storage/merkle/leaf.h"
#include "storage/merkle/note.h"
#include "storage/merkle/tree.h"

namespace assay {

// Entries are recorded a second apart, the first on 31 March 2014 at noon. Not thread-safe.
class SampleLedger {
 public:
  // Begins with the authority's entry and the scale ofsted-2013@1.
  explicit SampleLedger(const std::string& authority = "somerset", const std::string& signer = "sample");

  // Each answers the new entry's revision. An empty grade is ungraded for "no-file-access".
  uint32_t Submit(const std::string& id, const std::string& grade);
  uint32_t Correct(const std::string& id, const std::string& grade);
  uint32_t Moderate(const std::string& id, const std::string& grade);
  uint32_t Withdraw(const std::string& id);
  // As a restoration does; notes of this size and larger ones are of that epoch.
  uint32_t BeginEpoch(uint32_t number);
  // Whatever the header and body say; a time of 0 becomes the next one.
  uint32_t Add(LeafHeader header, const std::string& body);

  const std::vector<std::string>& leaves() const { return leaves_; }
  // To damage them; notes and proofs follow.
  std::vector<std::string>& leaves() { return leaves_; }
  uint32_t size() const { return static_cast<uint32_t>(leaves_.size()); }
  const VerifierKey& key() const { return key_.verifier_key(); }

  // Of all entries, 32 bytes.
  std::string Root() const;
  // The signed note at a size, 0 for all there are.
  std::string Note(uint32_t size = 0) const;
  // As Note, of another ledger's origin.
  std::string NoteOf(const std::string& origin, uint32_t size) const;
  v1::GetInclusionProofResponse Inclusion(uint32_t revision, uint32_t size) const;
  v1::GetConsistencyProofResponse Consistency(uint32_t first_size, uint32_t second_size) const;

  // "75% adequate or better?" on 31 March 2014, at the last entry.
  v1::StatementQuery Query() const;
  // The right answer to it.
  v1::Statement Answer(const v1::StatementQuery& query) const;

  // The ledger in a pack, with the answer to Query.
  std::string Pack() const;

 private:
  uint32_t Change(LeafKind kind, const Audit& audit);

  const std::string authority_;
  const SigningKey key_;
  std::vector<std::string> leaves_;
  uint32_t epoch_ = kFirstEpoch;
  uint32_t epoch_revision_ = 0;                // 0: the ledger was never restored
  std::map<std::string, Audit> audits_;        // as they stand, by id
  std::map<std::string, uint32_t> revisions_;  // newest of each
};

}  // namespace assay

#endif  // ASSAY_TESTS_CLIENT_SAMPLE_LEDGER_H_
