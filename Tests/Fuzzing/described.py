"""The server's own document, with what schemathesis needs besides it."""

import copy

# What an answer tells, and the parameters of other routes that it is good for: the stateful tests follow these links.
LINKS = {
    "/bots/chats/start": {"chat_id": "$response.body#/chat_id"},
    "/bots/{bot_name}/manage/create": {"bot_name": "$request.path.bot_name"},
    "/bots/{bot_name}/documents/upload": {
        "bot_name": "$request.path.bot_name",
        "document_name": "$response.body#/document_name",
    },
    "/bots/{bot_name}/questions/upload": {
        "bot_name": "$request.path.bot_name",
        "document_name": "$response.body#/document_name",
    },
}


def prepared(document):
    """A copy of the document with links between its routes and with the schemas of events where they are looked for."""
    document = copy.deepcopy(document)
    for path, parameters in LINKS.items():
        if path in document["paths"]:
            document["paths"][path]["post"]["responses"]["200"]["links"] = links(document, parameters)
    for _, _, operation in operations(document):
        for response in operation["responses"].values():
            describe_events(response)
    return document


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                yield path, method, operation


def links(document, parameters):
    """Links to the routes that have all these parameters."""
    found = {}
    for _, _, operation in operations(document):
        names = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] != "header"}
        if names.issuperset(parameters):
            identifier = operation["operationId"]
            found[identifier] = {"operationId": identifier, "parameters": parameters}
    return found


def describe_events(response):
    """Puts the schema of a whole event, which schemathesis expects, in place of `x-event-schema`, that of its data.

    Without one the data are text.
    """
    media = response.get("content", {}).get("text/event-stream")
    if media:
        data = {"type": "string"}
        if event := media.get("schema", {}).get("x-event-schema"):
            data |= {"contentMediaType": "application/json", "contentSchema": event}
        media["schema"] = {"type": "object", "required": ["data"], "properties": {"data": data}}
