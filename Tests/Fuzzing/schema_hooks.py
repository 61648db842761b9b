"""What schemathesis does before and after its requests; schema_fuzz.py names this module in its configuration."""

import json
import os

import schemathesis

PROTECTED = set(json.loads(os.environ["ROOST_FUZZ_PROTECTED"]))


@schemathesis.hook
def filter_case(context, case):
    """Leaves alone what the other requests need: no request deletes it."""
    if case.operation.method.upper() != "DELETE" or case.operation.path.endswith("s/delete"):
        return True
    names = {str(value).lower() for value in (case.path_parameters or {}).values()}
    return names.isdisjoint(PROTECTED)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A server with too much work may say so, if it also says when to come back."""
    return response.status_code != 503 or "retry-after" not in response.headers
