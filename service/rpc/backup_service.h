// Adapter of BackupService.
#ifndef ASSAY_SERVICE_RPC_BACKUP_SERVICE_H_
#define ASSAY_SERVICE_RPC_BACKUP_SERVICE_H_

#include "assay/v1/backup_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class BackupServiceAdapter final : public v1::BackupService::CallbackService {
 public:
  explicit BackupServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* CreateBackup(grpc::CallbackServerContext* context, const v1::CreateBackupRequest* request,
                                         v1::CreateBackupResponse* response) override;
  grpc::ServerUnaryReactor* ListBackups(grpc::CallbackServerContext* context, const v1::ListBackupsRequest* request,
                                        v1::ListBackupsResponse* response) override;
  grpc::ServerUnaryReactor* VerifyBackup(grpc::CallbackServerContext* context, const v1::VerifyBackupRequest* request,
                                         v1::VerifyBackupResponse* response) override;
  grpc::ServerUnaryReactor* DeleteBackup(grpc::CallbackServerContext* context, const v1::DeleteBackupRequest* request,
                                         v1::DeleteBackupResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_BACKUP_SERVICE_H_
