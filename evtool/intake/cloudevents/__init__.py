"""CloudEvents 1.0 over HTTP: structured, batched and binary, as events of our own form.

What becomes of the parts of a CloudEvent, each only where the data does not say it itself:

* `data`, an object, is the event; `data_base64` too, where it holds JSON;
* `dataschema` is `$schema`: the path of the URI, or the text itself if it begins with `/`;
* the extension `stream` is `meta.stream`, else the parameter `stream` of the request, else
  the attribute that `intake.cloudevents.stream` names;
* `id` is `meta.id`, and `time` is `meta.dt` and `dt`, where the schema has these fields.

Other attributes are not stored: what consumers need belongs into the data, where the schema
describes it. An event without one of the required attributes is refused alone.
"""
