"""What schemathesis does before and after its requests; schema_fuzz.py names this module in its configuration."""

import json
import os

import schemathesis

PROTECTED = set(json.loads(os.environ["ROOST_FUZZ_PROTECTED"]))


@schemathesis.hook
def filter_case(context, case):
    """Keeps the bot and the chats that the other requests need: no request deletes them."""
    path = case.operation.path
    if case.operation.method.upper() != "DELETE" or not path.endswith(("/manage/delete", "/end")):
        return True
    names = {str(value).lower() for value in (case.path_parameters or {}).values()}
    return names.isdisjoint(PROTECTED)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A server with too much work may say so, if it also says when to come back."""
    return response.status_code != 503 or "retry-after" not in response.headers
