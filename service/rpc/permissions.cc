#include "service/rpc/permissions.h"

#include <array>
#include <cstdlib>
#include <string>

namespace assay {
namespace {

constexpr Extent kNo = Extent::kNone;
constexpr Extent kOwn = Extent::kOwn;
constexpr Extent kAll = Extent::kAll;

struct Row {
  v1::Permission permission;
  // By number of the role.
  std::array<Extent, kRoles> extents;
};

// clang-format off
constexpr std::array kTable = {
    //                               nobody auditor moderator reader examiner regulator administrator
    Row{v1::PERMISSION_UNSPECIFIED,       {kNo, kNo,  kNo,  kNo,  kNo,  kNo,  kNo}},
    Row{v1::PERMISSION_READ_AUTHORITIES,  {kNo, kAll, kAll, kAll, kAll, kAll, kAll}},
    Row{v1::PERMISSION_WRITE_AUTHORITIES, {kNo, kNo,  kNo,  kNo,  kNo,  kNo,  kAll}},
    Row{v1::PERMISSION_READ_SCALES,       {kNo, kAll, kAll, kAll, kAll, kAll, kAll}},
    Row{v1::PERMISSION_WRITE_SCALES,      {kNo, kNo,  kNo,  kNo,  kNo,  kNo,  kAll}},
    Row{v1::PERMISSION_READ_AUDITS,       {kNo, kOwn, kAll, kNo,  kAll, kNo,  kNo}},
    Row{v1::PERMISSION_WRITE_AUDITS,      {kNo, kOwn, kAll, kNo,  kNo,  kNo,  kNo}},
    Row{v1::PERMISSION_READ_STATEMENTS,   {kNo, kNo,  kAll, kAll, kAll, kAll, kNo}},
    Row{v1::PERMISSION_MODERATE_AUDITS,   {kNo, kNo,  kAll, kNo,  kNo,  kNo,  kNo}},
    Row{v1::PERMISSION_ERASE_AUDITS,      {kNo, kNo,  kAll, kNo,  kNo,  kNo,  kNo}},
    Row{v1::PERMISSION_READ_LEDGER,       {kNo, kNo,  kNo,  kNo,  kAll, kNo,  kNo}},
    Row{v1::PERMISSION_WRITE_NOTICES,     {kNo, kNo,  kNo,  kNo,  kNo,  kAll, kNo}},
    Row{v1::PERMISSION_READ_PERSONAL,     {kNo, kOwn, kAll, kNo,  kNo,  kNo,  kNo}},
    Row{v1::PERMISSION_MANAGE_TOKENS,     {kNo, kNo,  kNo,  kNo,  kNo,  kNo,  kAll}},
    Row{v1::PERMISSION_MANAGE_BACKUPS,    {kNo, kNo,  kNo,  kNo,  kNo,  kNo,  kAll}},
    Row{v1::PERMISSION_READ_CHECKPOINTS,  {kNo, kAll, kAll, kAll, kAll, kAll, kAll}},
};
// clang-format on

constexpr bool RowsStandInOrder() {
  for (size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<size_t>(kTable[i].permission) != i) return false;
  }
  return kTable.size() == v1::Permission_ARRAYSIZE;
}
static_assert(RowsStandInOrder(), "every permission has its row, at its number");

}  // namespace

absl::Status CheckPermissionsDeclared(std::string_view service) {
  const std::string name(service);
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
  if (descriptor == nullptr) return absl::FailedPreconditionError("there is no service " + name);
  for (int i = 0; i < descriptor->method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *descriptor->method(i);
    if (method.options().GetExtension(v1::permission) == v1::PERMISSION_UNSPECIFIED) {
      return absl::FailedPreconditionError(method.full_name() + " declares no permission");
    }
  }
  return absl::OkStatus();
}

// A request is its method's alone, and stands in the file of its service.
v1::Permission PermissionOf(const google::protobuf::Descriptor* request) {
  const google::protobuf::FileDescriptor& file = *request->file();
  for (int i = 0; i < file.service_count(); ++i) {
    for (int j = 0; j < file.service(i)->method_count(); ++j) {
      const google::protobuf::MethodDescriptor& method = *file.service(i)->method(j);
      if (method.input_type() == request) return method.options().GetExtension(v1::permission);
    }
  }
  std::abort();
}

Extent ExtentOf(Role role, v1::Permission permission) {
  const auto row = static_cast<size_t>(permission);
  const auto column = static_cast<size_t>(role);
  if (row >= kTable.size() || column >= kTable[row].extents.size()) return Extent::kNone;
  return kTable[row].extents[column];
}

}  // namespace assay
