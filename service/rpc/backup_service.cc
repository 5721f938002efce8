#include "service/rpc/answer.h"
#include "service/rpc/services.h"
#include "service/usecases/backups.h"

namespace assay {

Methods BackupMethods() {
  return {
      AnswerAsChore("CreateBackup", CreateBackup),
      AnswerAsChore("ListBackups", ListBackups),
      AnswerAsChore("VerifyBackup", VerifyBackup),
      AnswerAsChore("DeleteBackup", DeleteBackup),
  };
}

}  // namespace assay
