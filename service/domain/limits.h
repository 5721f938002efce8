// Every limit of assay, in one place. Sizes in bytes unless the name says otherwise.
//
// A limit that a client can meet is also stated in the proto comments.
#ifndef ASSAY_SERVICE_DOMAIN_LIMITS_H_
#define ASSAY_SERVICE_DOMAIN_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace assay::limits {

// Text.
inline constexpr size_t kAuthorityIdBytes = 63;
inline constexpr size_t kScaleIdBytes = 63;
inline constexpr size_t kAuditIdBytes = 64;
// Ids that people give to records (notices, reviews) and that importing systems do (samples, spend items).
inline constexpr size_t kRecordIdBytes = 63;
inline constexpr size_t kItemIdBytes = 64;
inline constexpr size_t kPersonIdBytes = 64;
inline constexpr size_t kCodeBytes = 64;
inline constexpr size_t kGradeCodeBytes = 32;
inline constexpr size_t kGradeLabelBytes = 100;
inline constexpr size_t kTitleBytes = 200;
inline constexpr size_t kTeamBytes = 64;
inline constexpr size_t kCodeSchemeBytes = 32;
inline constexpr size_t kCodeValueBytes = 64;
inline constexpr size_t kCaseRefBytes = 128;
inline constexpr size_t kNarrativeBytes = 32'768;

// Counts.
inline constexpr size_t kAuthorityCodes = 32;
inline constexpr size_t kGradesMin = 2;
inline constexpr size_t kGradesMax = 16;
// Together, so that (scale, grade) fits 16 bits in the facts.
inline constexpr uint32_t kScaleVersions = 4'000;
inline constexpr size_t kActions = 50;
// Corrections of one audit, and moderations likewise: each further change reads all of its entries.
inline constexpr size_t kChangesOfAKind = 250;
inline constexpr size_t kFilterValues = 100;
inline constexpr uint32_t kScaleVersionMax = 9'999;
inline constexpr uint32_t kRollingMonthsMax = 1'200;

inline constexpr size_t kDomainGrades = 32;
inline constexpr size_t kEvidenceBytes = 128;
inline constexpr size_t kSourceBytes = 500;
inline constexpr size_t kWordsBytes = 2'000;
inline constexpr size_t kMeasures = 50;
inline constexpr uint32_t kReviewMonthsMax = 120;
inline constexpr size_t kAllocations = 5'000;
inline constexpr size_t kJudgements = 50;
inline constexpr size_t kReportedFields = 100;
inline constexpr size_t kReportedFieldBytes = 100;
inline constexpr size_t kReportedValueBytes = 1'000;
inline constexpr size_t kFlags = 50;
// Violations that a long list is answered with: what was found first.
inline constexpr size_t kViolations = 100;
inline constexpr uint64_t kAmountPenceMax = 1'000'000'000'000'000;
// Records other than audits in one ledger: they are held in memory whole.
inline constexpr size_t kRecords = 100'000;
// The entry of one, with what it freezes: it must fit into messages.
inline constexpr size_t kRecordBytes = 1u << 20;
// Groups of a statement; authorities of a comparison; entries of a review's difference; periods of a trend.
inline constexpr size_t kGroups = 1'000;
inline constexpr size_t kCompared = 1'000;
inline constexpr size_t kTouchedEntries = 1'000;
inline constexpr size_t kPeriods = 600;

// Tokens, for good: what was revoked or has expired counts too. All of them are held in memory. The last ones are for
// who administers every authority, and no authority's own administrators can use up the others'.
inline constexpr size_t kTokens = 100'000;
inline constexpr size_t kTokensKept = 10'000;
inline constexpr size_t kTokensPerAuthority = 5'000;
inline constexpr size_t kGrants = 100;
inline constexpr size_t kCertificateNameBytes = 255;
// Rows a page of an auditor's own looks at: each may be somebody else's.
inline constexpr uint32_t kOwnRowsLookedAt = 10'000;

// Calls.
inline constexpr size_t kMessageBytes = 4u << 20;
// Of an answer: what has no pages may come to more than a request, and clients must allow for it.
inline constexpr size_t kAnswerBytes = 16u << 20;
inline constexpr size_t kBatchAudits = 1'000;
// Fields of a message that this version does not know: some come from newer clients. Looked for in messages that are
// larger than that, a batch by what its audits usually take.
inline constexpr size_t kUnknownBytes = 64u << 10;
inline constexpr size_t kUsualAuditBytes = 2u << 10;
inline constexpr int32_t kPageSizeDefault = 100;
inline constexpr int32_t kPageSizeMax = 1'000;
// Bytes of audits in one page: a page ends early rather than outgrow a message.
inline constexpr size_t kPageBytes = 2u << 20;
// Leaves in one message of a watch: whichever is reached first. One that is larger is alone in its message.
inline constexpr size_t kWatchBytes = 1u << 20;
inline constexpr int kWatchLeaves = 1'000;
// Batches of one stream that may be under way at once.
inline constexpr size_t kBatchesInFlight = 4;

// Metadata of one call, names and values. What is over the second is refused by gRPC, where the other side acknowledges
// its settings, and the connection's further calls with it.
inline constexpr size_t kMetadataBytes = 8u << 10;
inline constexpr size_t kTransportMetadataBytes = 64u << 10;
// Calls under way on one connection; further ones wait in the client.
inline constexpr int kStreamsPerConnection = 1'024;
// Connections at once to one address listened on, in all and from one address; callers over a unix socket have none.
inline constexpr size_t kConnections = 2'000;
inline constexpr size_t kConnectionsPerAddress = 256;
// What a connection may take until it has said what a client says first, and how long one without calls is kept.
inline constexpr int kHandshakeMs = 10'000;
inline constexpr int kConnectionIdleMs = 300'000;
// What a stranger may bring, and in each second besides, and how long they may go on without anything of it being
// answered, nor may others who have no calls, for headers that never end are kept, and read again with each piece; what
// others may bring without that, and as much again for each call under way, up to so many, for gRPC tells a message of
// up to 1.25 MiB to come in one; and a stranger's calls.
inline constexpr uint64_t kStrangerBytes = 512u << 10;
inline constexpr uint64_t kStrangerBytesASecond = 1u << 10;
inline constexpr uint64_t kUnansweredBytes = 2u << 20;
inline constexpr int kUnansweredMessages = 16;
inline constexpr int kUnansweredMs = 10'000;
inline constexpr int kStrangerStreams = 16;
// What all strangers of one address may bring together, and in each second besides. Where they have brought more, there
// are no new connections from there until that is made up for, a little later.
inline constexpr uint64_t kAddressBytes = 2u << 20;
inline constexpr uint64_t kAddressBytesASecond = 32u << 10;
// The same of all strangers, whose headers of a byte each may take eighty of memory, and as long as a call to be read.
// Where they have brought more, each may bring so little until that is made up for: a greeting, over TLS too.
inline constexpr uint64_t kStrangersBytes = 1u << 20;
inline constexpr uint64_t kStrangersBytesASecond = 128u << 10;
inline constexpr uint64_t kStrangerBytesWhenMany = 8u << 10;
// How long a connection that makes room for another, where there are as many as may be, must have been there at least
// as a stranger's, or must have brought nothing.
inline constexpr int kIdleMsWhenFull = 1'000;
// What a connection may bring of messages before it is told to go on: less than strangers may bring at all, or one
// whose first call is large would be cut.
inline constexpr size_t kWindowBytes = 256u << 10;
// Calls of a connection of which no message is read, for they are refused or reset before, in so long; and how many may
// be under way, refused ones too. Whoever opens calls as fast as can be has each held until it is looked at.
inline constexpr int kUnreadCalls = 4'000;
inline constexpr int kUnreadMs = 10'000;
inline constexpr int kStreamsHeld = 4'096;
// Streams of one caller, on whatever connections, that one of the threads that serve calls serves at once: each batch
// stream takes memory for as long as it is open, and each watch a part of every commit.
inline constexpr int kStreamsPerCaller = 1'000;
// Of answers larger than the first, which those to writes of audits are not, what may wait on a connection to be read
// before further ones are refused; and what may once all connections together keep the last waiting.
inline constexpr size_t kSmallAnswerBytes = 16u << 10;
inline constexpr size_t kUnreadAnswerBytes = 16u << 20;
inline constexpr size_t kUnreadAnswerBytesWhenMany = 1u << 20;
inline constexpr size_t kUnreadAnswerBytesInAll = 256u << 20;
// Messages and repeated values within a unary request, and within a batch: an empty one takes two bytes of what is
// sent, and a hundred of memory. A message of fewer bytes cannot hold enough to matter.
inline constexpr size_t kElements = 10'000;
inline constexpr size_t kBatchElements = 100'000;
inline constexpr size_t kFewElementsBytes = 4u << 10;
// What gRPC may hold of what has come and what is to leave, of all connections; beyond it reads no more, and gives up
// calls.
inline constexpr size_t kTransportBytes = 512u << 20;
// A connection older than this, give or take a tenth, takes no new calls: the client makes another.
inline constexpr int kConnectionAgeMs = 3'600'000;
// A silent peer is asked for a sign of life so often, and given up when it gives none for so long.
inline constexpr int kKeepaliveMs = 60'000;
inline constexpr int kKeepaliveTimeoutMs = 20'000;
// Descriptors that the process asks for at its start, and that it must at least be given.
inline constexpr uint64_t kDescriptors = 65'536;
inline constexpr uint64_t kDescriptorsMin = 4'096;

// What a caller who is refused because there is too much to do is told to wait.
inline constexpr int32_t kRetryDelayMs = 250;

// Civil dates.
inline constexpr int kFirstYear = 1900;
inline constexpr int kLastYear = 2200;
inline constexpr int kDaysAhead = 1;

// Server.
inline constexpr size_t kReaderThreads = 2;
// A statement over no more rows is answered where its call arrives: 346 us a call against 408 over a reader's thread,
// of 67,000 rows, medians of three turns. Not where more calls than these are under way, which it would keep waiting.
inline constexpr uint32_t kQuickRows = 100'000;
inline constexpr size_t kQuickCalls = 4;
inline constexpr size_t kReaderQueue = 256;
// Writes that wait for the committer, and for how long the oldest may before others are refused.
inline constexpr size_t kQueuedProposals = 65'536;
inline constexpr size_t kQueuedBytes = 256u << 20;
inline constexpr int kQueuedMs = 500;
// What calls under way are given at the end.
inline constexpr int kDrainMs = 10'000;
// Operators' requests at once, and what each may take.
inline constexpr int kOpsThreads = 16;
inline constexpr int kOpsRequestMs = 1'000;
inline constexpr int kOpsRequestBytes = 4'096;
// Backups to be made, checked or deleted that may wait for one another.
inline constexpr size_t kChoresQueue = 8;
// Rows read in the background each second, to compare the checksums of their blocks; and the pause before it begins
// again.
inline constexpr size_t kScrubBytes = 4u << 20;
inline constexpr int kScrubPauseHours = 24;
// Writes are refused where less is free on the disk than the larger of the two.
inline constexpr uint64_t kFreeDiskBytes = uint64_t{1} << 30;
inline constexpr uint64_t kFreeDiskPercent = 5;

}  // namespace assay::limits

#endif  // ASSAY_SERVICE_DOMAIN_LIMITS_H_
