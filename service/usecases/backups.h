// Backups, as they are asked for over the API. Each blocks for as long as its files take; one at a time.
#ifndef ASSAY_SERVICE_USECASES_BACKUPS_H_
#define ASSAY_SERVICE_USECASES_BACKUPS_H_

#include "absl/status/statusor.h"
#include "assay/v1/backup_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// All answer FAILED_PRECONDITION (NO_BACKUPS) where no directory is configured, NOT_FOUND (UNKNOWN_BACKUP) for a name
// that is none, and INTERNAL where the directory fails them.
absl::StatusOr<v1::CreateBackupResponse> CreateBackup(const House& house, const v1::CreateBackupRequest& request);
absl::StatusOr<v1::ListBackupsResponse> ListBackups(const House& house, const v1::ListBackupsRequest& request);
absl::StatusOr<v1::VerifyBackupResponse> VerifyBackup(const House& house, const v1::VerifyBackupRequest& request);
absl::StatusOr<v1::DeleteBackupResponse> DeleteBackup(const House& house, const v1::DeleteBackupRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_BACKUPS_H_
