// The adapters, a table for each service. A method that a table lacks is not served: the server does not start then.
#ifndef ASSAY_SERVICE_RPC_SERVICES_H_
#define ASSAY_SERVICE_RPC_SERVICES_H_

#include "service/rpc/call.h"

namespace assay {

Methods ActionMethods();
Methods AuditMethods();
Methods AuthorityMethods();
Methods BackupMethods();
Methods CrosswalkMethods();
Methods InspectionMethods();
Methods LedgerMethods();
Methods NoticeMethods();
Methods ReviewMethods();
Methods SampleMethods();
Methods ScaleMethods();
Methods SpendMethods();
Methods StatementMethods();
Methods TallyMethods();
Methods TokenMethods();

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_SERVICES_H_
