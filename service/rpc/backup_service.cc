#include "service/rpc/backup_service.h"

#include "service/rpc/answer.h"
#include "service/usecases/backups.h"

namespace assay {

// All of them one after another, on a thread that keeps nobody else waiting.

grpc::ServerUnaryReactor* BackupServiceAdapter::CreateBackup(grpc::CallbackServerContext* context,
                                                             const v1::CreateBackupRequest* request,
                                                             v1::CreateBackupResponse* response) {
  return AnswerOn(host_.chores, host_, context, request, response, assay::CreateBackup);
}

grpc::ServerUnaryReactor* BackupServiceAdapter::ListBackups(grpc::CallbackServerContext* context,
                                                            const v1::ListBackupsRequest* request,
                                                            v1::ListBackupsResponse* response) {
  return AnswerOn(host_.chores, host_, context, request, response, assay::ListBackups);
}

grpc::ServerUnaryReactor* BackupServiceAdapter::VerifyBackup(grpc::CallbackServerContext* context,
                                                             const v1::VerifyBackupRequest* request,
                                                             v1::VerifyBackupResponse* response) {
  return AnswerOn(host_.chores, host_, context, request, response, assay::VerifyBackup);
}

grpc::ServerUnaryReactor* BackupServiceAdapter::DeleteBackup(grpc::CallbackServerContext* context,
                                                             const v1::DeleteBackupRequest* request,
                                                             v1::DeleteBackupResponse* response) {
  return AnswerOn(host_.chores, host_, context, request, response, assay::DeleteBackup);
}

}  // namespace assay
