#include "service/rpc/answer.h"
#include "service/rpc/services.h"
#include "service/usecases/analysis.h"
#include "service/usecases/comparison.h"
#include "service/usecases/publication.h"
#include "service/usecases/statement_diff.h"
#include "service/usecases/statements.h"

namespace assay {
namespace {

void GetOne(Unary<v1::GetStatementRequest, v1::GetStatementResponse>& asked) {
  if (!asked.call().HasCompany() && IsQuick(asked.house(), asked.request())) return EndWith(asked, GetStatement);
  EndOn(asked.host().readers, asked, GetStatement);
}

}  // namespace

Methods StatementMethods() {
  return {
      UnaryMethod("GetStatement", GetOne),
      AnswerOnPool("ExplainStatement", ExplainStatement),
      AnswerOnPool("DiffStatements", DiffStatements),
      AnswerOnPool("GetTrend", GetTrend),
      AnswerOnPool("GetModeration", GetModeration),
      AnswerOnPool("CompareStatements", CompareStatements),
      AnswerOnPool("PublishStatement", PublishStatement),
  };
}

}  // namespace assay
