// Measures in force and crosswalks, as a test hands them: what a question is made of.
#ifndef ASSAY_TESTS_CLIENT_FAKE_MEASURES_H_
#define ASSAY_TESTS_CLIENT_FAKE_MEASURES_H_

#include <grpcpp/grpcpp.h>

#include <map>
#include <string>

#include "assay/v1/crosswalk_service.grpc.pb.h"
#include "assay/v1/notice_service.grpc.pb.h"

namespace assay {

// Thread-safe but for the public data, which tests set before a call and read after it.
class FakeMeasures : private v1::NoticeService::Service, private v1::CrosswalkService::Service {
 public:
  v1::NoticeService::Service* notices() { return this; }
  v1::CrosswalkService::Service* crosswalks() { return this; }

  std::map<std::string, v1::GetMeasureResponse> in_force;  // by the measure's name
  std::map<std::string, std::string> newest_crosswalks;    // "crosswalks/plain-2014": "crosswalks/plain-2014@2"
  v1::GetMeasureRequest measure_asked;

 private:
  grpc::Status GetMeasure(grpc::ServerContext*, const v1::GetMeasureRequest* request,
                          v1::GetMeasureResponse* response) override {
    measure_asked = *request;
    const auto found = in_force.find(request->name());
    if (found == in_force.end()) return {grpc::StatusCode::NOT_FOUND, "no such measure"};
    *response = found->second;
    return grpc::Status::OK;
  }

  grpc::Status GetCrosswalk(grpc::ServerContext*, const v1::GetCrosswalkRequest* request,
                            v1::GetCrosswalkResponse* response) override {
    const auto found = newest_crosswalks.find(request->name());
    if (found == newest_crosswalks.end()) return {grpc::StatusCode::NOT_FOUND, "no such crosswalk"};
    response->mutable_crosswalk()->set_name(found->second);
    return grpc::Status::OK;
  }
};

}  // namespace assay

#endif  // ASSAY_TESTS_CLIENT_FAKE_MEASURES_H_
