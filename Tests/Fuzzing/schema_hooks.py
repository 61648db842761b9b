"""What schemathesis does before and after its requests; schema_fuzz.py names this module in its configuration."""

import json
import os

import schemathesis

PROTECTED = {str(name).lower() for name in json.loads(os.environ["ROOST_FUZZ_PROTECTED"])}


@schemathesis.hook
def filter_case(context, case):
    """Keeps what the other requests need: no request deletes it. Documents come again with other requests."""
    path = case.operation.path
    if case.operation.method.upper() != "DELETE" or "/documents/" in path or "/questions/" in path:
        return True
    names = {str(value).lower() for value in (case.path_parameters or {}).values()}
    return names.isdisjoint(PROTECTED)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A server with too much work may say so, if it also says when to come back."""
    return response.status_code != 503 or "retry-after" not in response.headers
